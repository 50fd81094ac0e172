// SPDX-License-Identifier: Apache-2.0
#include "training_options.hpp"

#include <array>

#include <fmt/format.h>

#include "values.hpp"

namespace odds::cli {
namespace {

constexpr Words<Solver> solver_words = {
    {"newton", Solver::newton},       {"lbfgs", Solver::lbfgs},
    {"gd", Solver::gradient_descent}, {"sgd", Solver::sgd},
    {"adam", Solver::adam},           {"cd", Solver::coordinate_descent},
    {"newton-cg", Solver::newton_cg}, {"dual", Solver::dual}};
constexpr Words<Activation> activation_words = {
    {"logistic", Activation::logistic}, {"tanh", Activation::tanh}, {"relu", Activation::relu}};
constexpr Words<Schedule> schedule_words = {
    {"constant", Schedule::constant}, {"inverse", Schedule::inverse}, {"cosine", Schedule::cosine}};
constexpr std::int64_t most = 1'000'000'000;  // of everything that is counted

const FitOptions defaults;

bool is_stochastic(const FitOptions& fit) {
  return fit.solver == Solver::sgd || fit.solver == Solver::adam;
}

Setter count(const std::string& name, Given& given, std::int64_t& target) {
  return [name, &given, &target](const std::string& text) {
    given.insert(name);
    target = whole_number(name, text, 1, most);
  };
}

// "8,4"
std::vector<std::size_t> layers(const std::string& text) {
  constexpr std::size_t most_layers = 64, most_units = 100'000;
  std::vector<std::size_t> units;
  std::size_t sum = 0;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    units.push_back(static_cast<std::size_t>(
        whole_number("--hidden", word, 1, static_cast<std::int64_t>(most_units))));
    sum += units.back();
    begin = end + 1;
  }
  if (units.size() > most_layers || sum > most_units) {
    refuse_value("--hidden",
                 fmt::format("have at most {} layers and {} units", most_layers, most_units), text);
  }
  return units;
}

// Which solvers an option belongs to, and whether it belongs to any network.
struct Rule {
  const char* option;
  std::initializer_list<Solver> solvers;
  bool with_hidden;
  const char* belongs_to;
  const char* cure;
};

const std::array<Rule, 9> rules = {{
    {"--step",
     {Solver::gradient_descent, Solver::sgd, Solver::adam},
     false,
     "gradient descent: gd, sgd and adam",
     "Add --solver gd"},
    {"--momentum",
     {Solver::gradient_descent, Solver::sgd},
     false,
     "gd and sgd",
     "Add --solver gd or --solver sgd"},
    {"--batch", {Solver::sgd, Solver::adam}, false, "sgd and adam", "Add --solver adam"},
    {"--schedule", {Solver::sgd, Solver::adam}, false, "sgd and adam", "Add --solver adam"},
    {"--epochs",
     {Solver::sgd, Solver::adam},
     true,
     "sgd, adam and networks",
     "Use --max-iterations, add --solver adam or --hidden"},
    {"--validation",
     {Solver::sgd, Solver::adam},
     true,
     "sgd, adam and networks",
     "Add --hidden 8 or --solver adam"},
    {"--patience",
     {Solver::sgd, Solver::adam},
     true,
     "sgd, adam and networks",
     "Add --hidden 8 or --solver adam"},
    {"--starts", {}, true, "networks", "Add --hidden 8"},
    {"--activation", {}, true, "networks", "Add --hidden 8"},
}};

[[noreturn]] void refuse_conflict(const std::string& message, const std::string& hint) {
  throw Error(Fault::usage, "usage.conflict", message, hint);
}

void check_rule(const Rule& rule, const FitOptions& fit) {
  if (rule.with_hidden && !fit.network.hidden.empty()) return;
  for (const Solver solver : rule.solvers) {
    if (fit.solver == solver) return;
  }
  refuse_conflict(fmt::format("{} belongs to {}.", rule.option, rule.belongs_to),
                  fmt::format("{}, or leave out {}.", rule.cure, rule.option));
}

}  // namespace

void declare_solver_options(Options& options, FitOptions& fit, Given& given) {
  options.value(
      "--solver", alternatives(solver_words),
      "Newton's method; L-BFGS, a quasi-Newton method; the gradient descent that everyone is "
      "taught; descent by batches of rows, plain or Adam's, which ends near the optimum; "
      "coordinate "
      "descent, for --l1 and bounds; Newton's steps by conjugate gradients; or a ridge fit in the "
      "space of the rows (default: newton; cd with --l1 or --bounds; dual where columns are many "
      "more than rows; lbfgs with --hidden).",
      [&](const std::string& text) { fit.solver = one_of("--solver", text, solver_words); });
  options.value("--step", "X",
                fmt::format("Length of a step of gd, sgd or adam on the mean loss, in standardised "
                            "columns (default: for gd chosen anew at each step; for sgd {}; for "
                            "adam {}).",
                            default_sgd_step, default_adam_step),
                [&](const std::string& text) {
                  given.insert("--step");
                  fit.step = number("--step", text);
                  if (fit.step <= 0.0) refuse_value("--step", "be above 0", text);
                });
  options.value("--momentum", "X",
                fmt::format("Share of the last step that the next one keeps: Nesterov's in gd, the "
                            "heavy ball in sgd (default: for gd 0; for sgd {}).",
                            default_sgd_momentum),
                [&](const std::string& text) {
                  given.insert("--momentum");
                  fit.momentum = number("--momentum", text);
                  if (*fit.momentum < 0.0 || *fit.momentum >= 1.0) {
                    refuse_value("--momentum", "be from 0 up and below 1", text);
                  }
                });
  options.value("--batch", "N",
                fmt::format("Rows in a step of sgd or adam (default: {}).", defaults.network.batch),
                count("--batch", given, fit.network.batch));
  options.value("--schedule", alternatives(schedule_words),
                fmt::format("How the steps of sgd and adam shrink (default: {}).",
                            word_of(defaults.network.schedule, schedule_words)),
                [&](const std::string& text) {
                  given.insert("--schedule");
                  fit.network.schedule = one_of("--schedule", text, schedule_words);
                });
  options.value("--max-iterations", "N",
                fmt::format("Stop after N steps, converged or not (default: {}; for lbfgs {}; for "
                            "gd {}; with --hidden {}).",
                            default_newton_iterations, default_lbfgs_iterations,
                            default_gradient_iterations, default_network_iterations),
                [&](const std::string& text) {
                  given.insert("--max-iterations");
                  fit.max_iterations = whole_number("--max-iterations", text, 1, most);
                });
  options.value("--epochs", "N",
                fmt::format("Passes of sgd or adam over the rows (default: {}). With --hidden and "
                            "lbfgs or gd the same as --max-iterations.",
                            defaults.network.epochs),
                count("--epochs", given, fit.network.epochs));
}

void declare_network_options(Options& options, FitOptions& fit, Given& given) {
  NetworkOptions& network = fit.network;
  options.group("A network of logistic units");
  options.value("--hidden", "8,4",
                "Layers of hidden units between the columns and the last unit, with so many units "
                "each (default: none, a logistic regression).",
                [&](const std::string& text) { network.hidden = layers(text); });
  options.value("--activation", alternatives(activation_words),
                fmt::format("What a hidden unit makes of its input (default: {}).",
                            word_of(defaults.network.activation, activation_words)),
                [&](const std::string& text) {
                  given.insert("--activation");
                  network.activation = one_of("--activation", text, activation_words);
                });
  options.value("--starts", "N",
                fmt::format("Begin N times, at the logistic regression and at random weights, and "
                            "keep the best (default: {}).",
                            defaults.network.starts),
                count("--starts", given, network.starts));
  options.value("--validation", "SHARE",
                "Keep this share of the rows apart and stop early where their loss no longer "
                "falls, with --hidden, sgd or adam (default: none).",
                [&](const std::string& text) {
                  given.insert("--validation");
                  network.validation = number("--validation", text);
                  if (network.validation <= 0.0 || network.validation >= 1.0) {
                    refuse_value("--validation", "be between 0 and 1", text);
                  }
                });
  options.value("--patience", "N",
                fmt::format("Epochs without a smaller loss of the validation rows before the end "
                            "(default: {}).",
                            defaults.network.patience),
                count("--patience", given, network.patience));
  options.value("--seed", "N",
                fmt::format("Decides random starts, batches and validation rows (default: {}).",
                            defaults.network.seed),
                [&](const std::string& text) {
                  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
                  network.seed =
                      static_cast<std::uint64_t>(whole_number("--seed", text, 0, largest));
                });
  options.flag("--check-gradient",
               "Compare the gradient by backpropagation with differences of the loss.",
               network.check_gradient);
}

void settle_training_options(const Given& given, FitOptions& fit) {
  for (const Rule& rule : rules) {
    if (given.contains(rule.option)) check_rule(rule, fit);
  }
  if (given.contains("--patience") && !given.contains("--validation")) {
    refuse_conflict("--patience counts epochs without a smaller loss of validation rows.",
                    "Add --validation 0.2, or leave out --patience.");
  }
  if (given.contains("--epochs") && given.contains("--max-iterations")) {
    refuse_conflict("--epochs and --max-iterations exclude each other.",
                    is_stochastic(fit) ? "Use --epochs for sgd and adam." : "Give one of them.");
  }
  if (given.contains("--max-iterations") && is_stochastic(fit)) {
    refuse_conflict("sgd and adam count epochs, not iterations.",
                    "Use --epochs instead of --max-iterations.");
  }
  if (given.contains("--epochs") && !is_stochastic(fit)) {
    fit.max_iterations = fit.network.epochs;
    fit.network.epochs = defaults.network.epochs;
  }
}

}  // namespace odds::cli

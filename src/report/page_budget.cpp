// SPDX-License-Identifier: Apache-2.0
//
// Each list has a share of the page that suffices for a reader; it is cut down to that only where
// the whole does not fit. Terms come last and take what the others leave.
#include "report/page_budget.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <odds/inference.hpp>

#include "report/numbers.hpp"

namespace odds::report {
namespace {

using model_file::Json;

using Weight = std::function<double(const Json&)>;

struct Cut {
  const char* member;  // "diagnostics/segments"
  const char* words;   // "segments"
  std::size_t share;   // bytes that it may keep; 0: all of it or nothing
  Weight weight;       // what is kept first; none: what stands first
};

double number_of(const Json& element, const char* member) {
  const Json* found = element.find(member);
  return found != element.end() && found->is_number() ? found->get<double>() : not_applicable;
}

double size_of_effect(const Json& effect) {
  double least = 1, most = 0;
  for (const Json& point : *effect.find("points")) {
    const double p = number_of(point, "probability");
    if (std::isnan(p)) continue;
    least = std::min(least, p);
    most = std::max(most, p);
  }
  return most - least;
}

double importance_of(const Json& term) {
  if (term.find("column")->get_ref<const std::string&>().empty()) {
    return std::numeric_limits<double>::infinity();
  }
  return importance(number_of(term, "estimate"), number_of(term, "standardised"),
                    number_of(term, "statistic"));
}

Weight by(const char* member) {
  return [member](const Json& element) { return std::abs(number_of(element, member)); };
}

const std::vector<Cut>& cuts() {
  static const std::vector<Cut> list = {
      {"rows/coefficients", "gradients of the weights in rows", 0, {}},
      {"effects", "effects of columns", 60'000, &size_of_effect},
      // Pairs name segments by their places, so they go before any segment does.
      {"diagnostics/segment_pairs", "pairs of segments", 0, {}},
      {"diagnostics/segments", "segments", 20'000, by("z")},
      {"diagnostics/rows/dfbetas", "DFBETAs", 0, {}},
      {"joint_tests", "joint tests", 15'000, by("wald_chi2")},
      {"evaluation/confusion", "the confusion matrix", 20'000, {}},
      {"evaluation/classes/roc", "curves by class", 0, {}},
      {"evaluation/classes", "figures by class", 40'000, by("weight")},
      {"classes", "classes", 10'000, by("weight")},
      {"network/layers", "the network's weights", 0, {}},
      {"network/scales", "the network's scales", 0, {}},
      {"penalty/factors", "penalty factors", 0, {}},
      {"penalty/bounds", "bounds", 0, {}},
      {"equivalents", "settings of other programs", 0, {}},
      {"path/curves", "coefficient paths", 60'000, by("size")},
      {"dropped", "dropped terms", 10'000, {}},
      {"command", "words of the command", 5'000, {}},
      {"rows", "rows", 30'000, {}},
      {"notes", "notes", 10'000, {}},
      {"diagnostics/notes", "notes on the rows", 5'000, {}},
      {"evaluation/notes", "notes on the evaluation", 5'000, {}},
  };
  return list;
}

std::size_t bytes_of(const Json& value) {
  Json object = Json::object();
  object[""] = value;
  return page_bytes(model_file::json_text(object));
}

// Of a list the elements that say most, in their order, as many as fit into `share` bytes.
Json largest(const Json& list, std::size_t share, const Weight& weight) {
  std::vector<std::size_t> order(list.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (weight) {
    std::vector<double> weights;
    for (const Json& element : list) {
      const double value = weight(element);
      weights.push_back(std::isnan(value) ? 0.0 : value);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
  }
  std::vector<bool> is_kept(list.size(), false);
  std::size_t used = 0;
  for (const std::size_t index : order) {
    used += bytes_of(list[index]);
    if (used > share) break;
    is_kept[index] = true;
  }
  Json kept = Json::array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (is_kept[i]) kept.push_back(list[i]);
  }
  return kept;
}

bool has_string_above(const Json& value, std::size_t most) {
  if (value.is_string()) return value.get_ref<const std::string&>().size() > most;
  if (value.is_array()) {
    return std::any_of(value.begin(), value.end(),
                       [&](const Json& element) { return has_string_above(element, most); });
  }
  if (!value.is_object()) return false;
  return std::any_of(value.items().begin(), value.items().end(),
                     [&](const auto& member) { return has_string_above(member.second, most); });
}

// Long text without its end.
void clip_strings(Json& value, std::size_t most) {
  if (value.is_string()) {
    std::string text = value.get_ref<const std::string&>();
    if (text.size() <= most) return;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    value = Json(text.substr(0, end) + "\u2026");
  } else if (value.is_array()) {
    Json list = Json::array();
    for (Json element : value) {
      clip_strings(element, most);
      list.push_back(std::move(element));
    }
    value = std::move(list);
  } else if (value.is_object()) {
    Json object = Json::object();
    for (const auto& [key, member] : value.items()) {
      Json clipped = member;
      clip_strings(clipped, most);
      object[key] = std::move(clipped);
    }
    value = std::move(object);
  }
}

class Thinner {
 public:
  Thinner(Json& report, std::size_t term_count, std::size_t most)
      : report_(report), term_count_(term_count), most_(most) {
    if (number_of_terms() < term_count) record("terms", "terms", number_of_terms(), term_count);
    total_ = exact_total();
  }

  bool fits() const { return total_ <= most_; }

  void clip_names(std::size_t most) {
    clip_strings(report_, most);
    is_clipped_ = true;
    total_ = exact_total();
  }

  // All lists but the terms; shares are divided by `divisor`.
  void thin_lists(std::size_t divisor) {
    for (const Cut& cut : cuts()) {
      if (fits()) break;
      apply(report_, cut.member, cut, cut.share / divisor);
    }
    total_ = exact_total();
  }

  void thin_terms() {
    if (fits()) return;
    constexpr std::size_t least = 10'000;
    Json& terms = report_["terms"];
    const std::size_t others = total_ - std::min(total_, bytes_of(terms));
    const std::size_t room = most_ > others ? most_ - others : 0;
    terms = largest(terms, std::max(room, least), &importance_of);
    record("terms", "terms", number_of_terms(), term_count_);
    total_ = exact_total();
  }

 private:
  struct Entry {
    std::string member, words;
    std::size_t kept, of;
  };

  std::size_t number_of_terms() const { return report_.find("terms")->size(); }

  void record(const std::string& member, const std::string& words, std::size_t kept,
              std::size_t of) {
    for (Entry& entry : record_) {
      if (entry.member != member) continue;
      entry.kept = kept;
      return;
    }
    record_.push_back({member, words, kept, of});
  }

  // Follows the path of a cut down to its list; of a list on the way every element.
  void apply(Json& value, const std::string& path, const Cut& cut, std::size_t share) {
    const std::size_t end = path.find('/');
    const std::string name = path.substr(0, end);
    if (!value.is_object() || value.find(name) == value.end()) return;
    Json& member = value[name];
    if (end == std::string::npos) return cut_down(member, cut, share);
    const std::string rest = path.substr(end + 1);
    if (!member.is_array()) return apply(member, rest, cut, share);
    Json list = Json::array();
    for (Json element : member) {
      apply(element, rest, cut, share);
      list.push_back(std::move(element));
    }
    member = std::move(list);
  }

  void cut_down(Json& member, const Cut& cut, std::size_t share) {
    if (!member.is_structured() || member.empty()) return;
    const std::size_t bytes = bytes_of(member);
    if (bytes <= share) return;
    const std::size_t before = member.size();
    if (member.is_object()) {
      member = Json::object();
    } else {
      Json kept = largest(member, share, cut.weight);
      // Of a square matrix a part says nothing.
      if (before == kept.size()) return;
      member = cut.member == std::string("evaluation/confusion") ? Json::array() : std::move(kept);
    }
    total_ -= bytes - bytes_of(member);
    record(cut.member, cut.words, member.size(), before);
  }

  std::size_t exact_total() {
    write_record();
    return page_bytes(model_file::json_text(report_));
  }

  void write_record() {
    if (record_.empty() && !is_clipped_) return;
    Json list = Json::array();
    std::string text;
    for (const Entry& entry : record_) {
      std::string member = entry.member;
      std::replace(member.begin(), member.end(), '/', '.');
      list.push_back({{"member", member}, {"kept", entry.kept}, {"of", entry.of}});
      text += text.empty() ? "" : ", ";
      text += entry.words;
      if (entry.kept > 0) text += " (" + grouped(entry.kept) + " of " + grouped(entry.of) + ")";
    }
    if (is_clipped_) text += (text.empty() ? "" : ", ") + std::string("the ends of long names");
    report_["thinned"] = std::move(list);
    Json notes = Json::array();
    for (const Json& note : report_["notes"]) {
      if (note.find("code")->get_ref<const std::string&>() != "report.thinned") {
        notes.push_back(note);
      }
    }
    notes.push_back({{"code", "report.thinned"},
                     {"message", "To keep this page small, these are left out or shown in part: " +
                                     text + ". odds show MODEL --json has every term."}});
    report_["notes"] = std::move(notes);
  }

  Json& report_;
  std::size_t term_count_;
  std::size_t most_;
  std::vector<Entry> record_;
  bool is_clipped_ = false;
  std::size_t total_ = 0;  // bytes, near enough between two counts of all
};

}  // namespace

double importance(double estimate, double standardised, double statistic) {
  for (const double value : {standardised, statistic, estimate}) {
    if (!std::isnan(value)) return std::abs(value);
  }
  return std::numeric_limits<double>::infinity();
}

std::size_t page_bytes(std::string_view json) {
  constexpr std::size_t escape = 6;  // \u003c
  const auto count = static_cast<std::size_t>(std::count(json.begin(), json.end(), '<'));
  return json.size() + count * (escape - 1);
}

void thin_for_page(Json& report, std::size_t term_count, std::size_t most) {
  Thinner thinner(report, term_count, most);
  if (thinner.fits()) return;
  constexpr std::size_t absurd_bytes = 1'000, name_bytes = 200;
  if (has_string_above(report, absurd_bytes)) thinner.clip_names(absurd_bytes);
  for (const std::size_t divisor : {1U, 2U}) thinner.thin_lists(divisor);
  thinner.thin_terms();
  if (thinner.fits()) return;
  thinner.clip_names(name_bytes);
  thinner.thin_lists(4);
  thinner.thin_terms();
}

}  // namespace odds::report

// SPDX-License-Identifier: Apache-2.0
#include "design/roles.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <utility>

namespace odds::design {
namespace {

bool is_number(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  return !text.empty() && result.ec == std::errc{} && result.ptr == end;
}

class Resolver {
 public:
  Resolver(const std::vector<std::string>& names, const DesignOptions& options)
      : names_(names), options_(options), role_(names.size()) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (position_.emplace(names[i], i).second) continue;
      throw Error(Fault::usage, "column.twice", "column " + quote(names[i]) + " is there twice.",
                  "Give each column a name of its own.", in_column(names[i]));
    }
  }

  Roles resolve() {
    resolve_target();
    roles_.weights = optional_role(options_.weights, "the weights");
    roles_.freq_weights = optional_role(options_.freq_weights, "the frequency weights");
    roles_.offset = optional_role(options_.offset, "the offset");
    resolve_cluster();
    resolve_features();
    check_categorical();
    check_reference();
    for (const std::string& text : options_.interactions) add_interaction(text);
    for (const auto& [name, factor] : options_.penalty_factors) {
      check_has_terms("--penalty-factor", name);
    }
    for (const auto& [name, bounds] : options_.bounds) check_has_terms("--bounds", name);
    return std::move(roles_);
  }

 private:
  std::optional<std::size_t> find(const std::string& name) const {
    const auto found = position_.find(name);
    if (found == position_.end()) return std::nullopt;
    return found->second;
  }

  std::size_t require(const std::string& name) const {
    if (const auto position = find(name)) return *position;
    throw Error(Fault::usage, "column.not_found", "column " + quote(name) + " not found.",
                unknown_name_hint(name, names_), in_column(name));
  }

  std::size_t take(std::size_t column, const char* role) {
    if (!role_[column].empty()) {
      throw Error(Fault::usage, "column.role",
                  "column " + quote(names_[column]) + " can't be " + role + ": it is " +
                      role_[column] + " already.",
                  "Give each role a column of its own.", in_column(names_[column]));
    }
    role_[column] = role;
    return column;
  }

  std::optional<std::size_t> optional_role(const std::string& name, const char* role) {
    if (name.empty()) return std::nullopt;
    return take(require(name), role);
  }

  // "s/t": every slash is tried, since names may hold one themselves.
  void resolve_target() {
    const std::string& target = options_.target;
    if (target.empty()) {
      throw Error(Fault::usage, "target.not_given", "no target is named.",
                  "Say which column to model: --target COLUMN, or --target SUCCESSES/TRIALS.");
    }
    if (const auto literal = find(target)) {
      roles_.target = take(*literal, "the target");
      return;
    }
    for (std::size_t cut = target.find('/'); cut != std::string::npos;
         cut = target.find('/', cut + 1)) {
      const auto successes = find(target.substr(0, cut));
      const auto trials = find(target.substr(cut + 1));
      if (!successes || !trials) continue;
      roles_.target = take(*successes, "the successes");
      roles_.trials = take(*trials, "the trials");
      return;
    }
    const std::size_t cut = target.find('/');
    if (cut == std::string::npos) require(target);
    require(find(target.substr(0, cut)) ? target.substr(cut + 1) : target.substr(0, cut));
    require(target);
  }

  // Not taken: as a feature the column would not contradict itself.
  void resolve_cluster() {
    if (options_.cluster.empty()) return;
    const std::size_t column = require(options_.cluster);
    if (!role_[column].empty()) static_cast<void>(take(column, "the clusters"));
    roles_.cluster = column;
  }

  void resolve_features() {
    if (!options_.features.empty() && !options_.drop.empty()) {
      throw Error(Fault::usage, "column.features_and_drop",
                  "--features and --drop were both given.",
                  "Name what to use, or what to leave out, not both.");
    }
    std::vector<bool> chosen(names_.size(), options_.features.empty());
    if (roles_.cluster) chosen[*roles_.cluster] = false;
    for (const std::string& name : options_.features) choose(name, chosen);
    for (const std::string& name : options_.drop) leave_out(name, chosen);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (!chosen[i] || !role_[i].empty()) continue;
      (options_.hash.contains(names_[i]) ? roles_.hashed : roles_.features).push_back(i);
    }
    check_hashed();
  }

  void check_hashed() const {
    for (const auto& [name, bits] : options_.hash) {
      const std::size_t column = require(name);
      if (std::binary_search(roles_.hashed.begin(), roles_.hashed.end(), column)) continue;
      throw Error(Fault::usage, "hash.unused",
                  "--hash names column " + quote(name) + ", which is not a feature.",
                  "Name a column that enters the model.", in_column(name));
    }
  }

  void choose(const std::string& name, std::vector<bool>& chosen) const {
    const std::size_t column = require(name);
    if (!role_[column].empty()) {
      throw Error(Fault::usage, "column.role",
                  "column " + quote(name) + " can't be a feature: it is " + role_[column] + ".",
                  "Leave it out of --features.", in_column(name));
    }
    if (chosen[column]) {
      throw Error(Fault::usage, "column.twice",
                  "column " + quote(name) + " is named twice in --features.", "Name it once.",
                  in_column(name));
    }
    chosen[column] = true;
  }

  void leave_out(const std::string& name, std::vector<bool>& chosen) const {
    const std::size_t column = require(name);
    if (!role_[column].empty()) {
      throw Error(Fault::usage, "column.role",
                  "column " + quote(name) + " can't be dropped: it is " + role_[column] + ".",
                  "Leave it out of --drop.", in_column(name));
    }
    chosen[column] = false;
  }

  void check_categorical() const {
    for (const std::string& name : options_.categorical) require(name);
  }

  void check_reference() const {
    for (const auto& [name, level] : options_.reference) {
      const std::size_t column = require(name);
      if (std::binary_search(roles_.features.begin(), roles_.features.end(), column)) continue;
      if (column == roles_.target && !roles_.trials) continue;  // the reference among its classes
      throw Error(Fault::usage, "column.reference_unused",
                  "--reference names column " + quote(name) + ", which is not a feature.",
                  "Name a categorical column that enters the model.", in_column(name));
    }
  }

  // A feature, or an interaction as it was written.
  void check_has_terms(const std::string& option, const std::string& name) const {
    const std::vector<std::string>& pairs = options_.interactions;
    if (std::find(pairs.begin(), pairs.end(), name) != pairs.end()) return;
    const std::size_t column = require(name);
    if (std::binary_search(roles_.features.begin(), roles_.features.end(), column)) return;
    throw Error(Fault::usage, "column.no_coefficient",
                option + " names column " + quote(name) + ", which is not a feature.",
                "Name a column that enters the model, or leave it out.", in_column(name));
  }

  // "a:b": every colon is tried, since names may hold one themselves.
  std::pair<std::size_t, std::size_t> split_interaction(const std::string& text) const {
    std::vector<std::pair<std::size_t, std::size_t>> found;
    for (std::size_t cut = text.find(':'); cut != std::string::npos;
         cut = text.find(':', cut + 1)) {
      const auto first = find(text.substr(0, cut));
      const auto second = find(text.substr(cut + 1));
      if (first && second) found.emplace_back(*first, *second);
    }
    if (found.size() == 1) return found.front();
    if (found.size() > 1) {
      throw Error(Fault::usage, "interaction.ambiguous",
                  "the interaction " + quote(text) + " can be read in " +
                      std::to_string(found.size()) + " ways, because column names hold a colon.",
                  "Rename one of the columns.");
    }
    const std::size_t cut = text.find(':');
    if (cut == std::string::npos || cut == 0 || cut + 1 == text.size()) {
      throw Error(Fault::usage, "interaction.syntax",
                  "the interaction " + quote(text) + " does not name two columns.",
                  "Write --interact COL:COL; COL:COL with the same column twice is its square.");
    }
    return {require(text.substr(0, cut)), require(text.substr(cut + 1))};
  }

  void add_interaction(const std::string& text) {
    const auto [first, second] = split_interaction(text);
    for (const std::size_t column : {first, second}) {
      if (std::binary_search(roles_.features.begin(), roles_.features.end(), column)) continue;
      const std::string role = role_[column].empty() ? "" : ": it is " + role_[column];
      throw Error(Fault::usage, "interaction.main_effect",
                  "the interaction " + quote(text) + " needs column " + quote(names_[column]) +
                      " as a feature of its own" + role + ".",
                  role.empty()
                      ? "Keep that column among the features, or leave the interaction out."
                      : "Leave the interaction out.",
                  in_column(names_[column]));
    }
    if (find(text) &&
        std::binary_search(roles_.features.begin(), roles_.features.end(), *find(text))) {
      throw Error(Fault::usage, "interaction.ambiguous",
                  "the interaction " + quote(text) + " has the name of a column.",
                  "Rename that column.", in_column(text));
    }
    for (const auto& [a, b] : roles_.interactions) {
      if (std::minmax(a, b) != std::minmax(first, second)) continue;
      throw Error(Fault::usage, "interaction.twice",
                  "the interaction of " + quote(names_[first]) + " and " + quote(names_[second]) +
                      " is named twice.",
                  "Name it once; a:b and b:a are the same.");
    }
    roles_.interactions.emplace_back(first, second);
  }

  const std::vector<std::string>& names_;
  const DesignOptions& options_;
  std::vector<std::string> role_;  // of each column, in words; "" for none
  std::unordered_map<std::string, std::size_t> position_;
  Roles roles_;
};

}  // namespace

Roles resolve_roles(const std::vector<std::string>& names, const DesignOptions& options) {
  return Resolver(names, options).resolve();
}

std::vector<std::size_t> needed_columns(const Roles& roles) {
  std::vector<std::size_t> needed = roles.features;
  needed.insert(needed.end(), roles.hashed.begin(), roles.hashed.end());
  needed.push_back(roles.target);
  for (const auto& role :
       {roles.trials, roles.weights, roles.freq_weights, roles.offset, roles.cluster}) {
    if (role) needed.push_back(*role);
  }
  std::sort(needed.begin(), needed.end());
  needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
  return needed;
}

Where in_column(const std::string& name, std::uint64_t row) {
  Where where;
  where.row = row;
  where.column = name;
  return where;
}

std::string quoted_list(const std::vector<std::string>& names, std::size_t limit) {
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), limit); ++i) {
    if (i != 0) list += ", ";
    list += quote(names[i]);
  }
  if (names.size() > limit) list += " and " + std::to_string(names.size() - limit) + " more";
  return list;
}

std::string unknown_name_hint(const std::string& name, const std::vector<std::string>& names) {
  if (names.empty()) return "The table has no columns.";
  const std::string listed = "The columns are " + quoted_list(names) + ".";
  if (std::any_of(names.begin(), names.end(), is_number)) {
    return listed + " The first line looks like data: if it is, use --no-header.";
  }
  // Between names of one letter a slip is as likely as any other column.
  const std::string near = name.size() > 1 ? nearest(name, names) : std::string();
  return near.empty() ? listed : "Did you mean " + quote(near) + "?";
}

}  // namespace odds::design

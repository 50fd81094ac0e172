// SPDX-License-Identifier: Apache-2.0
#include "report/plots/labels.hpp"

#include <algorithm>
#include <cmath>

namespace odds::report::plots {

std::vector<EndLabel> end_labels(const Panel& panel, double gap) {
  std::vector<EndLabel> labels;
  for (const Line& line : panel.lines) {
    if (line.label.empty()) continue;
    double right = -1;
    EndLabel label{0.5, 0.5, line.ink, line.label};
    for (const Point& point : line.points) {
      if (!std::isfinite(point.x) || !std::isfinite(point.y)) continue;
      if (panel.x.share(point.x) < right) continue;
      right = panel.x.share(point.x);
      label.place = 1.0 - panel.y.share(point.y);
    }
    labels.push_back(std::move(label));
  }
  std::stable_sort(labels.begin(), labels.end(),
                   [](const EndLabel& a, const EndLabel& b) { return a.place < b.place; });
  double next = 0;
  for (EndLabel& label : labels) {
    label.spot = std::max(label.place, next);
    next = label.spot + gap;
  }
  double last = 1;
  for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
    label->spot = std::min(label->spot, last);
    last = label->spot - gap;
  }
  return labels;
}

std::vector<Rule> joined_rules(const Panel& panel) {
  std::vector<Rule> rules;
  for (const Rule& rule : panel.rules) {
    if (!panel.x.holds(rule.x)) continue;
    const double place = panel.x.share(rule.x);
    const auto same =
        std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return r.x == place; });
    if (same == rules.end()) {
      rules.push_back({place, rule.label});
    } else if (!rule.label.empty()) {
      same->label += (same->label.empty() ? "" : ", ") + rule.label;
    }
  }
  std::stable_sort(rules.begin(), rules.end(),
                   [](const Rule& a, const Rule& b) { return a.x < b.x; });
  return rules;
}

std::vector<Key> keys(const Panel& panel) {
  std::vector<Key> result;
  if (!panel.labels_at_ends) {
    for (const Line& line : panel.lines) {
      if (!line.label.empty()) result.push_back({Key::Kind::line, line.ink, line.label});
    }
  }
  for (const Band& band : panel.bands) {
    if (!band.label.empty()) result.push_back({Key::Kind::band, band.ink, band.label});
  }
  if (!panel.marks_label.empty() && !panel.marks.empty()) {
    result.push_back({Key::Kind::mark, panel.marks.front().ink, panel.marks_label});
  }
  return result;
}

}  // namespace odds::report::plots

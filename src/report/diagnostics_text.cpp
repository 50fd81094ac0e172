// SPDX-License-Identifier: Apache-2.0
//
// Single rows and groups of rows as a person reads them, below an evaluation.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <odds/report.hpp>

#include "report/aligned_table.hpp"
#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"

namespace odds {
namespace {

using report::amount;
using report::decimals;
using report::Page;
using report::TableRow;

constexpr std::size_t segments_shown = 10;

// Four decimals, or as many digits as show something.
std::string small(double value) {
  constexpr double least = 5e-4;
  if (std::isnan(value)) return "-";
  const double size = std::fabs(value);
  return size == 0 || size >= least ? decimals(value) : report::rounded(value, 2);
}

void put_rows(const Diagnostics& diagnostics, Page& page) {
  if (diagnostics.rows.empty()) return;
  page.heading("Rows that matter");
  constexpr std::size_t width = 8;
  const bool has_leverage = std::isfinite(diagnostics.mean_leverage);
  std::vector<std::string> heading = {"row", "p", "Pearson", "deviance"};
  if (has_leverage) {
    heading.insert(heading.end(), {"leverage", "C", "DIFCHISQ", "DIFDEV"});
  }
  page.row(heading, width);
  for (const RowInfluence& row : diagnostics.rows) {
    std::vector<std::string> cells = {std::to_string(row.row), small(row.probability),
                                      decimals(row.pearson), decimals(row.deviance)};
    if (has_leverage) {
      cells.insert(cells.end(), {small(row.leverage), small(row.c), decimals(row.difchisq),
                                 decimals(row.difdev)});
    }
    page.row(cells, width);
  }
  if (!has_leverage) return;
  page.paragraph(fmt::format("Mean leverage {}; {} above twice that. C is the change of all "
                             "estimates together without the row, in squared standard errors.",
                             small(diagnostics.mean_leverage),
                             report::counted(diagnostics.rows_above_twice_mean_leverage, "row")),
                 "  ");
}

// Names give way before numbers do: a table would clip the middle of the whole.
constexpr std::size_t name_width = 20;

std::string segment_name(const Segment& segment) {
  const std::string column = report::clip(report::printable(segment.column), name_width);
  if (!segment.level.empty()) {
    return column + " = " + report::clip(report::printable(segment.level), name_width);
  }
  const auto number = [](double value) { return report::rounded(value, 3); };
  if (segment.low == segment.high) return column + " = " + number(segment.low);
  return column + ": " + number(segment.low) + " to " + number(segment.high);
}

std::string segments_table(const Diagnostics& diagnostics, const TextOptions& options) {
  constexpr double least = 0.005;  // what is shown as 0 is right, by the model's own equations
  std::vector<Segment> worst = diagnostics.segments;
  std::erase_if(worst, [](const Segment& segment) { return !(std::fabs(segment.z) >= least); });
  std::stable_sort(worst.begin(), worst.end(), [](const Segment& a, const Segment& b) {
    return std::fabs(a.z) > std::fabs(b.z);
  });
  if (worst.size() > segments_shown) worst.resize(segments_shown);
  std::vector<TableRow> rows;
  rows.reserve(worst.size());
  for (const Segment& segment : worst) {
    rows.push_back({segment_name(segment),
                    {amount(segment.nobs), decimals(segment.observed), decimals(segment.expected),
                     decimals(segment.log_loss), fmt::format("{:.2f}", segment.z),
                     report::p_value(segment.p_value)}});
  }
  if (rows.empty()) return "";
  return report::aligned_table(
      {"Where it is wrong, worst first", {"nobs", "observed", "mean p", "log-loss", "z", "p"}},
      std::move(rows), options);
}

std::string pairs_table(const Diagnostics& diagnostics, const TextOptions& options) {
  std::vector<TableRow> rows;
  for (const SegmentPair& pair : diagnostics.segment_pairs) {
    const SegmentFigures& figures = pair.figures;
    rows.push_back({segment_name(diagnostics.segments[pair.first]) + " and " +
                        segment_name(diagnostics.segments[pair.second]),
                    {amount(figures.nobs), decimals(figures.observed), decimals(figures.expected),
                     fmt::format("{:.2f}", figures.z), report::p_value(figures.p_value)}});
  }
  if (rows.empty()) return "";
  return report::aligned_table(
      {"The worst of " + report::grouped(diagnostics.segment_pairs_compared) + " pairs of groups",
       {"nobs", "observed", "mean p", "z", "p"}},
      std::move(rows), options);
}

std::string classification_table(const Diagnostics& diagnostics, const TextOptions& options) {
  constexpr std::size_t every = 5;  // of the thresholds
  std::vector<TableRow> rows;
  for (std::size_t i = every; i + 1 < diagnostics.classification.size(); i += every) {
    const ClassificationRow& row = diagnostics.classification[i];
    const ConfusionMatrix& of = row.confusion;
    const double events = of.true_positives + of.false_negatives;
    const double others = of.false_positives + of.true_negatives;
    const auto share = [](double part, double whole) {
      return whole > 0 ? fmt::format("{:.1f}", 100 * part / whole) : std::string("-");
    };
    rows.push_back(
        {fmt::format("p >= {:.1f}", row.threshold),
         {amount(of.true_positives), amount(of.true_negatives), amount(of.false_positives),
          amount(of.false_negatives), share(of.true_positives + of.true_negatives, events + others),
          share(of.true_positives, events), share(of.true_negatives, others)}});
  }
  if (rows.empty()) return "";
  const std::string table =
      report::aligned_table({"Called", {"TP", "TN", "FP", "FN", "% right", "sensit.", "specif."}},
                            std::move(rows), options);
  return table + report::wrap(
                     "Each row is called by the probability of the model without it, one "
                     "Newton step away.",
                     options.width, "  ");
}

}  // namespace

std::string text_diagnostics(const Diagnostics& diagnostics, const TextOptions& options) {
  Page page(options);
  put_rows(diagnostics, page);
  const std::string tables = segments_table(diagnostics, options) +
                             pairs_table(diagnostics, options) +
                             classification_table(diagnostics, options);
  Page notes(options);
  notes.notes(diagnostics.notes);
  return page.text() + tables + notes.text();
}

}  // namespace odds

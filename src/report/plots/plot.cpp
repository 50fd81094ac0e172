// SPDX-License-Identifier: Apache-2.0
//
// One description of each plot, two renderings.
#include "report/plots/figures.hpp"
#include "report/plots/svg.hpp"
#include "report/plots/text.hpp"

namespace odds {
namespace report::plots {
namespace {

Figure figure_of(Plot plot, const Report& report) {
  switch (plot) {
    case Plot::roc:
      return roc_figure(report);
    case Plot::calibration:
      return calibration_figure(report);
    case Plot::coefficients:
      return coefficients_figure(report);
    case Plot::path:
      return path_figure(report);
    case Plot::loss:
      return loss_figure(report);
  }
  return {};
}

}  // namespace

void refuse_plot(const std::string& message, const std::string& hint) {
  throw Error(Fault::refused, "plot.no_data", message, hint);
}

}  // namespace report::plots

std::string text_plot(Plot plot, const Report& report, const TextOptions& options) {
  return report::plots::text_figure(report::plots::figure_of(plot, report), options);
}

std::string svg_plot(Plot plot, const Report& report) {
  return report::plots::svg_figure(report::plots::figure_of(plot, report));
}

}  // namespace odds

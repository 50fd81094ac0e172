// SPDX-License-Identifier: Apache-2.0
//
// What each plot shows. All throw Error{refused, "plot.no_data"} where the report has not what they
// need.
#pragma once

#include <string>

#include <odds/report.hpp>

#include "report/plots/drawing.hpp"

namespace odds::report::plots {

Figure roc_figure(const Report& report);
Figure calibration_figure(const Report& report);
Figure coefficients_figure(const Report& report);
Figure path_figure(const Report& report);
Figure loss_figure(const Report& report);

// The two that the pages of paths and cross-validation hold.
Figure deviance_figure(const Path& path);
Figure curve_figure(const CrossValidation& result);

[[noreturn]] void refuse_plot(const std::string& message, const std::string& hint);

}  // namespace odds::report::plots

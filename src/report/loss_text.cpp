// SPDX-License-Identifier: Apache-2.0
#include "report/loss_text.hpp"

#include <cmath>

#include <fmt/format.h>

#include "report/numbers.hpp"

namespace odds::report {

std::string interval_text(double level, double low, double high) {
  if (std::isnan(low)) return "";
  return fmt::format("{}% interval {} to {}", rounded(level, 6), decimals(low), decimals(high));
}

void put_losses(const ModelEvaluation& evaluation, const std::string& base,
                const std::string& brier, Page& page) {
  const auto beside = [&](double low, double high, const std::string& remark) {
    const std::string interval = interval_text(evaluation.level, low, high);
    return interval.empty() ? remark : interval + "; " + remark;
  };
  page.figure("Log-loss", decimals(evaluation.log_loss),
              beside(evaluation.log_loss_low, evaluation.log_loss_high,
                     decimals(evaluation.base_rate_log_loss) + " with " + base));
  page.figure("Brier score", decimals(evaluation.brier),
              beside(evaluation.brier_low, evaluation.brier_high, brier));
}

}  // namespace odds::report

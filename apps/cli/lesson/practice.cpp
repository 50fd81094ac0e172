// SPDX-License-Identifier: Apache-2.0
//
// Chapter 4: gradient descent on the flights, what can go wrong with it, Newton's method, and what
// the coefficients say.
#include <cmath>

#include "lesson/lesson.hpp"
#include "lesson/network_part.hpp"
#include "lesson/plot.hpp"
#include "lesson/practice_numbers.hpp"

namespace odds::lesson {
namespace {

double best_loss(const PracticeNumbers& numbers) {
  return -numbers.newton.log_likelihood / static_cast<double>(flights().distress.size());
}

void tell_loop(const PracticeNumbers& numbers, Chapter& chapter) {
  chapter.section({"4.1 Gradient descent", "4.1 Градиентный спуск"});
  chapter.say(
      "The gradient points uphill, so take a step against it, and again. With all coefficients in "
      "one vector `θ`:",
      "Градиент показывает, куда потери растут, поэтому шагнём против него, и ещё раз. Если "
      "собрать "
      "все коэффициенты в вектор `θ`:");
  chapter.formula("θ  <-  θ - step · dL/dθ,        dL/dw = (1/n) Σ (p - y) x",
                  "\\theta\\leftarrow\\theta-\\eta\\,\\frac{\\partial L}{\\partial\\theta},\\qquad"
                  "\\frac{\\partial L}{\\partial w}=\\frac1n\\sum_{i=1}^{n}(p_i-y_i)\\,x_i");
  chapter.verbatim(
      "for each step:\n"
      "    db = dw = 0\n"
      "    for each flight:\n"
      "        r = sigma(b + w x) - y\n"
      "        db += r / n\n"
      "        dw += r x / n\n"
      "    b -= step db\n"
      "    w -= step dw");
  chapter.say(
      "This is all of it. First we standardise the temperature: from {0:.2f} °F, the mean, in "
      "units "
      "of {1:.2f} °F, the standard deviation. Section 4.3 shows why.",
      "Это весь алгоритм. Сначала стандартизуем температуру: будем отсчитывать её от среднего, "
      "{0:.2f} °F, в единицах стандартного отклонения, {1:.2f} °F. Зачем, покажет раздел 4.3.",
      numbers.centre, numbers.spread);
}

void draw(Plot& plot, const Descent& descent, const std::string& mark) {
  for (std::size_t k = 0; k < descent.losses.size(); ++k) {
    plot.point(static_cast<double>(k), descent.losses[k], mark);
  }
}

void tell_steps(const PracticeNumbers& numbers, Chapter& chapter) {
  chapter.section({"4.2 The length of a step", "4.2 Длина шага"});
  chapter.say("From `b = w = 0` with three lengths, {0:.0f} steps each:",
              "От `b = w = 0` с тремя длинами, по {0:.0f} шагов:",
              static_cast<double>(numbers.small.losses.size() - 1));
  Plot plot({-0.25, 30.75}, {0.4, 1.0}, 62, 14);  // two columns a step
  draw(plot, numbers.large, "x");
  draw(plot, numbers.small, "o");
  draw(plot, numbers.good, "●");
  const std::string drawing =
      plot.text({0, 10, 20, 30}, 0, {best_loss(numbers), 0.6, std::log(2), 0.8, 1.0}, 2);
  const std::string marks = fmt::format("o {}    ● {}    x {}", numbers.small.step,
                                        numbers.good.step, numbers.large.step);
  chapter.figure("steps", {drawing + "        loss by step, with the step length  " + marks,
                           drawing + "        потери по шагам при длине шага  " + marks});
  chapter.say(
      "Too short ({0}): the loss falls at every step, and after {5:.0f} it is still {1:.3f}. Too "
      "long ({2}): it jumps over the valley from side to side and never settles. With {3} it comes "
      "within one millionth of the lowest value, {4:.6f}, in {6} steps. Nobody knows the right "
      "length beforehand; odds finds it by trying (backtracking).",
      "Слишком коротко ({0}): потери убывают на каждом шаге, но и после {5:.0f} шагов ещё равны "
      "{1:.3f}. Слишком длинно ({2}): спуск скачет через впадину с одного склона на другой и не "
      "останавливается. При длине {3} потери уже через {6} шагов отличаются от наименьших, "
      "{4:.6f}, меньше чем на миллионную. Заранее верной длины никто не знает; odds подбирает её "
      "пробами (дробление шага).",
      numbers.small.step, numbers.small.losses.back(), numbers.large.step, numbers.good.step,
      best_loss(numbers), static_cast<double>(numbers.small.losses.size() - 1), numbers.good_steps);
  chapter.say(
      "odds takes a fixed length by `--solver gd --step {0}`, and is then at the proven optimum "
      "after "
      "{1} steps; with `--step {2}` it is still jumping after {3}, and the result is marked as not "
      "converged.",
      "odds берёт постоянную длину из `--solver gd --step {0}` и приходит в доказанный оптимум за "
      "{1} шагов; с `--step {2}` он скачет и после {3} шагов, и результат помечен как не "
      "сошедшийся.",
      numbers.good.step, numbers.with_good.iterations, numbers.large.step,
      numbers.with_large.iterations);
}

Words headed(const char* en, const char* ru, const Descent& descent) {
  return {fmt::format("{}, step {}", en, descent.step),
          fmt::format("{}, шаг {}", ru, descent.step)};
}

void tell_scale(const PracticeNumbers& numbers, Chapter& chapter) {
  chapter.section({"4.3 Standardised or not", "4.3 Стандартизовать или нет"});
  chapter.say(
      "The same loop on the temperature in plain degrees. Already a step of {0} is too long. With "
      "{1} it holds, and hardly moves:",
      "Тот же алгоритм, но температура в обычных градусах. Уже шаг {0} слишком длинный. При {1} "
      "спуск держится, но почти не движется:",
      numbers.raw_large.step, numbers.raw.step);
  TablePiece table{{{"steps", "шагов"},
                    headed("standardised", "стандартизовано", numbers.good),
                    headed("degrees", "градусы", numbers.raw),
                    headed("degrees", "градусы", numbers.raw_large)},
                   {}};
  for (const std::size_t k : {0U, 1U, 2U, 5U, 20U, 100U, 10'000U}) {
    const auto cell = [&](const Descent& descent) {
      return k < descent.losses.size() ? fmt::format("{:.6f}", descent.losses[k]) : std::string();
    };
    table.rows.push_back(
        {fmt::format("{}", k), cell(numbers.good), cell(numbers.raw), cell(numbers.raw_large)});
  }
  chapter.table(std::move(table));
  chapter.say(
      "In degrees all `t` lie between 53 and 81. A change of `w` then changes every `z` nearly as "
      "a "
      "change of `b` does, only 70 times as much. The valley becomes a gorge: steep across, where "
      "it forbids long steps, and almost flat along, where one has to go. Standardising makes it "
      "nearly round. The optimum is the same: turned back into degrees, the good run ended at "
      "`b = {0:.4f}`, `w = {1:.4f}`.",
      "В градусах все `t` лежат между 53 и 81. Тогда изменение `w` сдвигает все `z` почти так же, "
      "как изменение `b`, только в 70 раз сильнее. Впадина становится ущельем: поперёк оно круто и "
      "не даёт делать длинных шагов, а вдоль, куда и надо идти, почти плоско. После "
      "стандартизации впадина почти круглая. Оптимум тот же: в пересчёте на градусы удачный спуск "
      "закончился в `b = {0:.4f}`, `w = {1:.4f}`.",
      numbers.in_degrees.bias, numbers.in_degrees.weight);
}

void tell_newton(const PracticeNumbers& numbers, Chapter& chapter) {
  chapter.section({"4.4 Newton's method", "4.4 Метод Ньютона"});
  chapter.say(
      "Gradient descent knows the slope. Newton's method also knows the curvature `H`, the matrix "
      "of second derivatives, and jumps to the bottom of the parabola that fits best:",
      "Градиентный спуск знает только наклон. Метод Ньютона знает ещё и кривизну `H`, матрицу "
      "вторых производных, и прыгает на дно наилучшей параболы:");
  chapter.formula("θ  <-  θ - H⁻¹ dL/dθ,        H = (1/n) Σ σ(z) σ(-z) x x'",
                  "\\theta\\leftarrow\\theta-H^{-1}\\frac{\\partial L}{\\partial\\theta},\\qquad "
                  "H=\\frac1n\\sum_{i=1}^{n}\\sigma(z_i)\\,\\sigma(-z_i)\\,x_ix_i^{\\top}");
  TablePiece table{{{"step", "шаг"}, {"loss", "потери"}, {"above the minimum", "выше минимума на"}},
                   {}};
  for (const auto& [step, loss] : numbers.newton_losses) {
    table.rows.push_back({fmt::format("{:.0f}", step), fmt::format("{:.10f}", loss),
                          fmt::format("{:.0e}", loss - best_loss(numbers))});
  }
  table.rows.push_back({fmt::format("{}", numbers.newton.iterations),
                        fmt::format("{:.10f}", best_loss(numbers)), "0"});
  chapter.table(std::move(table));
  if (numbers.newton_losses.back().first + 2 == static_cast<double>(numbers.newton.iterations)) {
    chapter.say("(The last two steps odds takes with one curvature, without a stop between them.)",
                "(Последние два шага odds делает с одной и той же кривизной, не останавливаясь "
                "между ними.)");
  }
  chapter.say(
      "Near the minimum each step doubles the number of right digits, and no length has to be "
      "chosen. The units do "
      "not matter either. Both methods end at the same place: odds with `--solver gd` took {0} "
      "steps, and its `w` has the same 12 digits. A step costs more here, since `H` has a "
      "row for each coefficient; with thousands of them the first-order methods win.",
      "Вблизи минимума каждый шаг удваивает число верных цифр, и длину выбирать не надо. Единицы "
      "тоже не важны. "
      "Оба метода приходят в одно место: у odds с `--solver gd` (шагов: {0}) в `w` те же 12 цифр. "
      "Зато сам шаг дороже: у `H` по строке на "
      "каждый коэффициент, и когда их тысячи, выигрывают методы первого порядка.",
      numbers.gradient.iterations);
  chapter.figure("newton");
}

void tell_certificate(const PracticeNumbers& numbers, Chapter& chapter) {
  const Certificate& proof = numbers.newton.certificate;
  chapter.section({"4.5 How one knows that it is the bottom", "4.5 Откуда известно, что это дно"});
  chapter.say(
      "Most programs stop when the steps become small. That is a hope, not a proof: in the gorge "
      "of section 4.3 the steps were small at once. odds prints a certificate. From gradient and "
      "curvature at the last point it bounds how far away the exact optimum can be:",
      "Большинство программ останавливается, когда шаги становятся малы. Это надежда, а не "
      "доказательство: в ущелье из раздела 4.3 шаги были малы сразу. odds печатает сертификат. По "
      "градиенту и кривизне в последней точке он оценивает сверху, как далеко может быть точный "
      "оптимум:");
  chapter.table({{{"certificate", "сертификат"}, {"value", "значение"}},
                 {{{"loss above the minimum, at most", "потери выше минимума не более чем на"},
                   fmt::format("{:.0e}", proof.objective_gap)},
                  {{"error of a coefficient in standard errors, at most",
                    "ошибка коэффициента в стандартных ошибках, не более"},
                   fmt::format("{:.0e}", proof.max_error_in_se)}}});
  chapter.say(
      "The bound holds because the curvature of the logistic loss cannot change quickly: over a "
      "distance `d` in `z` it changes by a factor of at most `exp(|d|)`. The same bound proves "
      "that "
      "an optimum exists at all. Where a line separates the flights with damage from the others "
      "without a mistake, there is none: `w` would grow for ever. odds then refuses, and says why.",
      "Оценка верна потому, что кривизна логистических потерь не может меняться быстро: при сдвиге "
      "`z` на `d` она изменится не более чем в `exp(|d|)` раз. Та же оценка доказывает, что "
      "оптимум "
      "вообще существует. Если прямая безошибочно отделяет полёты с повреждением от остальных, его "
      "нет: `w` росло бы без конца. Тогда odds отказывается считать и говорит почему.");
}

void tell_ratios(const PracticeNumbers& numbers, Chapter& chapter) {
  const Term& intercept = numbers.newton.terms[0];
  const Term& slope = numbers.newton.terms[1];
  chapter.section({"4.6 Read aloud", "4.6 Читаем вслух"});
  const auto row = [](const Term& term) -> std::vector<Words> {
    return {term.term,
            fmt::format("{:.4f}", term.estimate),
            fmt::format("{:.4f}", term.std_error),
            fmt::format("{:.3f}", term.p_value),
            fmt::format("{:.3g}", term.odds_ratio),
            fmt::format("{:.3g}", term.odds_ratio_low),
            fmt::format("{:.3g}", term.odds_ratio_high)};
  };
  chapter.table({{{"term", "член"},
                  {"estimate", "оценка"},
                  {"std. error", "ст. ошибка"},
                  "p",
                  {"odds ratio", "отн. шансов"},
                  {"95% from", "95% от"},
                  {"to", "до"}},
                 {row(slope)}});
  chapter.say(
      "\"One degree Fahrenheit more multiplies the odds of damage by {0:.2f}, with 95 per cent "
      "confidence by something between {1:.2f} and {2:.2f}.\" The other way round: ten degrees "
      "less multiply them by {3:.1f}. It is the odds that are multiplied, not the probability.",
      "«Один лишний градус Фаренгейта умножает шансы повреждения на {0:.2f}, с "
      "доверительной вероятностью 95 процентов — на число от {1:.2f} до {2:.2f}». И наоборот: "
      "десять градусов холода умножают их "
      "на {3:.1f}. Умножаются именно шансы, а не вероятность.",
      slope.odds_ratio, slope.odds_ratio_low, slope.odds_ratio_high, numbers.odds_ratio_ten);
  chapter.say(
      "The intercept, {0:.2f}, is the log-odds at 0 °F. Nobody asks about that temperature, so "
      "its odds ratio is not worth reading.",
      "Свободный член, {0:.2f}, — логит при 0 °F. Об этой температуре никто не спрашивает, поэтому "
      "читать его отношение шансов незачем.",
      intercept.estimate);
  chapter.say(
      "At 75 °F the model says {0:.2f}. At 31 °F it says {1:.4f}, but the 95% limits are {2:.2f} "
      "and {3:.4f}: the forecast lay 22 degrees below the coldest flight, and the table can't tell "
      "more. Even the lower limit is close to one half.",
      "При 75 °F модель даёт {0:.2f}. При 31 °F — {1:.4f}, но 95-процентные границы — {2:.2f} и "
      "{3:.4f}: прогноз был на 22 градуса ниже самого холодного полёта, и большего таблица сказать "
      "не может. Но и нижняя граница близка к одной второй.",
      numbers.probability_warm, numbers.probability_cold, numbers.low_cold, numbers.high_cold);
  chapter.figure("forecast");
  chapter.verbatim(
      "odds fit data/orings.csv --target distress -o rings.json\n"
      "odds predict rings.json NEW.csv --interval");
}

}  // namespace

Chapter practice() {
  const PracticeNumbers numbers = practice_numbers();
  Chapter chapter;
  chapter.title({"Chapter 4. Practice", "Глава 4. Практика"});
  tell_loop(numbers, chapter);
  tell_steps(numbers, chapter);
  tell_scale(numbers, chapter);
  tell_newton(numbers, chapter);
  tell_certificate(numbers, chapter);
  tell_ratios(numbers, chapter);
  tell_network(chapter);
  return chapter;
}

}  // namespace odds::lesson

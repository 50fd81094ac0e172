// SPDX-License-Identifier: Apache-2.0
//
// Chapter 1: from a straight line to a probability, and from a table to a loss.
#include <cmath>

#include <odds/kernels.hpp>

#include "lesson/lesson.hpp"
#include "lesson/logistic_regression_numbers.hpp"
#include "lesson/plot.hpp"

namespace odds::lesson {
namespace {

constexpr double cold = 31;  // degrees, the forecast of that morning

void mark_flights(Plot& plot) {
  const Flights& table = flights();
  for (std::size_t i = 0; i < table.distress.size(); ++i) {
    plot.point(table.temperature[i], table.distress[i], table.distress[i] > 0 ? "●" : "○");
  }
}

double at(const Unit& line, double temperature) { return line.bias + line.weight * temperature; }

Words with_caption(const std::string& drawing, const Words& caption) {
  return {drawing + caption.en, drawing + caption.ru};
}

const Words& flight_marks() {
  static const Words words = {
      "        ●  a flight with distress   ○  without    across: temperature, °F",
      "        ●  полёт с повреждением   ○  без него    вправо: температура, °F"};
  return words;
}

void tell_line(const RegressionNumbers& numbers, Chapter& chapter) {
  chapter.section({"1.1 Why not a straight line", "1.1 Почему не прямая"});
  chapter.say(
      "On 28 January 1986 the space shuttle Challenger was lost. Rubber rings that seal the joints "
      "of its boosters had failed on a cold morning. Of {0} earlier flights we know the "
      "temperature of the joints and whether a ring had been damaged (\"distress\"). "
      "Let `y = 1` mean damage and `y = 0` none. We want the probability of damage at a given "
      "temperature `t`.",
      "28 января 1986 года погиб космический челнок «Челленджер». Холодным утром не выдержали "
      "резиновые кольца, которые уплотняют стыки его ускорителей. О {0} более ранних полётах "
      "известно, какой была температура стыков и было ли повреждено хоть одно кольцо (столбец "
      "distress). Пусть `y = 1` означает, что повреждение было, `y = 0` — что его не было. Нам "
      "нужна вероятность повреждения при данной температуре `t`.",
      flights().distress.size());
  chapter.say("The simplest idea is a straight line through the points, by least squares:",
              "Самое простое — провести через точки прямую методом наименьших квадратов:");
  chapter.formula(
      fmt::format("p ≈ {0:.3f} - {1:.4f} t", numbers.line.bias, -numbers.line.weight),
      fmt::format("p \\approx {0:.3f} - {1:.4f}\\,t", numbers.line.bias, -numbers.line.weight));
  Plot plot({30, 85}, {-0.3, 1.8}, 60, 13);
  plot.curve([&](double t) { return at(numbers.line, t); }, "·");
  mark_flights(plot);
  chapter.figure("line", with_caption(plot.text({31, 40, 50, 60, 70, 80}, 0, {0, 1}, 0), flight_marks()));
  chapter.say(
      "The line says {0:.2f} at {2} °F, the forecast for that morning, and {1:.2f} at 81 °F. "
      "Neither is a probability: a line leaves the strip between 0 and 1 on both sides.",
      "При {2} °F, как обещал прогноз на то утро, прямая даёт {0:.2f}, а при 81 °F — {1:.2f}. Ни "
      "то ни другое не вероятность: прямая выходит из полосы между 0 и 1 с обеих сторон.",
      at(numbers.line, cold), at(numbers.line, 81), cold);
}

void tell_odds(const RegressionNumbers& numbers, Chapter& chapter) {
  chapter.section({"1.2 Odds and log-odds", "1.2 Шансы и логит"});
  chapter.say(
      "So we change the scale until a line fits. The odds are `p / (1 - p)`: how many times more "
      "likely the event is than its absence. They run from 0 to infinity. Their logarithm, the "
      "log-odds or logit, runs over all numbers, and so does a line.",
      "Поэтому сменим шкалу так, чтобы прямая в ней помещалась. Шансы — это `p / (1 - p)`: во "
      "сколько раз событие вероятнее, чем его отсутствие. Они меняются от нуля до бесконечности. "
      "Их логарифм, логит, пробегает все числа, как и прямая.");
  TablePiece table{{{"probability `p`", "вероятность `p`"},
                    {"odds `p / (1 - p)`", "шансы `p / (1 - p)`"},
                    {"log-odds", "логит"}},
                   {}};
  for (const double p : {0.01, 0.10, 0.25, 0.50, 0.75, 0.90, 0.99}) {
    table.rows.push_back({fmt::format("{:.2f}", p), fmt::format("{:.4f}", p / (1 - p)),
                          fmt::format("{:.4f}", std::log(p / (1 - p)))});
  }
  chapter.table(std::move(table));
  chapter.say(
      "Logistic regression puts the line on this scale. Solved for `p`, it gives the logistic "
      "function `σ`:",
      "Логистическая регрессия проводит прямую именно в этой шкале. Если выразить `p`, получится "
      "логистическая функция `σ`:");
  chapter.formula(
      "log( p / (1 - p) ) = z = b + w t\n\n"
      "p = σ(z) = 1 / (1 + exp(-z))",
      "\\log\\frac{p}{1-p} = z = b + w\\,t,\\qquad p = \\sigma(z) = \\frac{1}{1+e^{-z}}");
  chapter.say(
      "Three facts will be used all the time. Each follows from the definition in a line or two:",
      "Три её свойства понадобятся нам постоянно; каждое выводится из определения в одну-две "
      "строки:");
  chapter.formula("σ(0) = 1/2      1 - σ(z) = σ(-z)      dσ/dz = σ(z) (1 - σ(z)) = σ(z) σ(-z)",
                  "\\sigma(0)=\\tfrac12,\\qquad 1-\\sigma(z)=\\sigma(-z),\\qquad "
                  "\\frac{d\\sigma}{dz}=\\sigma(z)\\,(1-\\sigma(z))=\\sigma(z)\\,\\sigma(-z)");
  chapter.say(
      "The coefficients have a plain meaning. One degree more adds `w` to the log-odds, so it "
      "multiplies the odds by `exp(w)`. With `w = {0:.2f}` that is {1:.3f}: each degree of warmth "
      "takes away a fifth of the odds of damage.",
      "У коэффициентов ясный смысл. Один лишний градус прибавляет к логиту `w`, то есть умножает "
      "шансы на `exp(w)`. При `w = {0:.2f}` это {1:.3f}: каждый градус тепла убавляет шансы "
      "повреждения на одну пятую.",
      numbers.guess.weight, std::exp(numbers.guess.weight));
}

void tell_likelihood(const RegressionNumbers& numbers, Chapter& chapter) {
  chapter.section({"1.3 The likelihood of a table", "1.3 Правдоподобие таблицы"});
  chapter.say(
      "Which `b` and `w` are good? Those under which the table we have seen is probable. A row "
      "with `y = 1` has probability `p`, a row with `y = 0` has `1 - p`. One formula holds both:",
      "Какие `b` и `w` хороши? Те, при которых увиденная нами таблица вероятна. У строки с `y = 1` "
      "вероятность `p`, у строки с `y = 0` — `1 - p`. Обе записываются одной формулой:");
  chapter.formula("p^y (1 - p)^(1-y)", "p^{\\,y}\\,(1-p)^{1-y}");
  chapter.say(
      "Take the round guess `b = {0:.0f}`, `w = {1:.2f}` and five flights, step by step:",
      "Возьмём наугад круглые числа, `b = {0:.0f}`, `w = {1:.2f}`, и пройдём пять полётов шаг за "
      "шагом:",
      numbers.guess.bias, numbers.guess.weight);
  TablePiece table{{"`t`, °F",
                    "`y`",
                    "`z = b + w t`",
                    "`p = σ(z)`",
                    {"likelihood", "правдоподобие"},
                    {"`-log` of it", "минус логарифм"}},
                   {}};
  for (const LikelihoodRow& row : numbers.rows) {
    table.rows.push_back({fmt::format("{:.0f}", row.temperature),
                          fmt::format("{:.0f}", row.distress), fmt::format("{:.2f}", row.predictor),
                          fmt::format("{:.4f}", row.probability),
                          fmt::format("{:.4f}", row.likelihood), fmt::format("{:.4f}", row.loss)});
  }
  chapter.table(std::move(table));
  chapter.say(
      "The rows are independent, so the likelihood of the five is the product, {0:.4f}. A product "
      "of a million such factors is smaller than any number that a computer keeps, so one takes "
      "the "
      "logarithm, which turns it into a sum. The sign is changed, so that smaller is better, and "
      "the sum is "
      "divided by the number of rows, so that tables of different length can be compared: {1:.4f} "
      "in all, {2:.4f} on average.",
      "Строки независимы, поэтому правдоподобие всех пяти — произведение, {0:.4f}. Произведение "
      "миллиона таких множителей меньше любого числа, какое хранит компьютер, поэтому берут "
      "логарифм: "
      "он превращает произведение в сумму. Знак меняют, чтобы меньше значило лучше, и делят на "
      "число "
      "строк, чтобы сравнивать таблицы разной длины: всего {1:.4f}, в среднем {2:.4f}.",
      numbers.product, numbers.sum, numbers.mean);
  chapter.say("This mean negative log-likelihood is the loss, everywhere in odds:",
              "Это среднее отрицательное логарифмическое правдоподобие и есть функция потерь, "
              "везде в odds:");
  chapter.formula(
      "L = -(1/n) Σ [ y log p + (1 - y) log(1 - p) ]",
      "L = -\\frac1n\\sum_{i=1}^{n}\\bigl[\\,y_i\\log p_i+(1-y_i)\\log(1-p_i)\\,\\bigr]");
}

void tell_valley(const RegressionNumbers& numbers, Chapter& chapter) {
  const double best = numbers.model.terms[1].estimate;
  chapter.section({"1.4 The loss as a function of one coefficient",
                   "1.4 Потери как функция одного коэффициента"});
  chapter.say(
      "Over all {0} flights the guess has the loss {1:.4f}. Saying {2:.3f} for every flight, the "
      "share of flights with damage, has {3:.4f}. A coin has log 2 = {4:.4f}. Now let `w` vary and "
      "keep `p` at the mean temperature, {5:.1f} °F, as it is in the best fit:",
      "По всем {0} полётам потери при нашей догадке равны {1:.4f}. Если для каждого полёта "
      "назвать {2:.3f}, долю полётов с повреждением, потери будут {3:.4f}. У монеты они равны "
      "log 2 = {4:.4f}. Будем теперь менять `w`, а `p` при средней температуре, {5:.1f} °F, "
      "оставим таким, как в наилучшей модели:",
      flights().distress.size(), numbers.guess_loss, numbers.share, numbers.flat_loss, std::log(2),
      numbers.centre);
  Plot plot({-0.5, 0.05}, {0.43, 0.72}, 60, 11);
  plot.curve([&](double w) { return numbers.loss_at_slope(w); }, "●");
  chapter.figure("valley", with_caption(plot.text({-0.5, -0.4, -0.3, best, -0.1, 0}, 2,
                                          {numbers.loss_at_slope(best), 0.5, 0.6, 0.7}, 2),
                                {"        the loss (up) for each w (across)",
                                 "        потери (вверх) при каждом w (вправо)"}));
  chapter.say(
      "One valley, and no other: the second derivative is the mean of `σ(z) σ(-z)` times a square, "
      "never negative. So there is nothing to get stuck in. The lowest point is where the observed "
      "table is most probable; this is the estimate of maximum likelihood.",
      "Впадина одна, и других нет: вторая производная — среднее от `σ(z) σ(-z)`, умноженного на "
      "квадрат, она не бывает отрицательной. Значит, и застрять негде. В нижней точке увиденная "
      "таблица вероятнее всего; это и есть оценка максимального правдоподобия.");
  chapter.figure("unit");
}

void tell_result(const RegressionNumbers& numbers, Chapter& chapter) {
  const Unit best = {numbers.model.terms[0].estimate, numbers.model.terms[1].estimate};
  chapter.section({"1.5 What odds finds", "1.5 Что находит odds"});
  chapter.verbatim("odds fit data/orings.csv --target distress");
  chapter.say(
      "Both coefficients at once: `b = {0:.4f}`, `w = {1:.4f}`, loss {2:.6f}, after {3} steps of "
      "Newton's method (chapter 4). In place of the line there is now a curve that stays between "
      "0 and 1:",
      "Сразу оба коэффициента: `b = {0:.4f}`, `w = {1:.4f}`, потери {2:.6f}, за {3} шагов метода "
      "Ньютона (глава 4). Вместо прямой теперь кривая, которая не покидает полосу между 0 и 1:",
      best.bias, best.weight,
      -numbers.model.log_likelihood / static_cast<double>(flights().distress.size()),
      numbers.model.iterations);
  Plot plot({30, 85}, {-0.05, 1.05}, 60, 10);
  plot.curve([&](double t) { return sigma(at(best, t)); }, "·");
  mark_flights(plot);
  chapter.figure("curve",
      with_caption(plot.text({31, 40, 50, 60, 70, 80}, 0, {0, 0.5, 1}, 1), flight_marks()));
  chapter.say(
      "At {0} °F it says {1:.4f}. No flight was made below 53 °F, so this is an extrapolation, and "
      "chapter 4 will show how unsure it is. But it is a probability.",
      "При {0} °F она даёт {1:.4f}. Ниже 53 °F никто не летал, так что это экстраполяция, и в "
      "главе 4 мы увидим, насколько она ненадёжна. Но это вероятность.",
      cold, sigma(at(best, cold)));
}

}  // namespace

Chapter logistic_regression() {
  const RegressionNumbers numbers = regression_numbers();
  Chapter chapter;
  chapter.title({"Chapter 1. Logistic regression", "Глава 1. Логистическая регрессия"});
  tell_line(numbers, chapter);
  tell_odds(numbers, chapter);
  tell_likelihood(numbers, chapter);
  tell_valley(numbers, chapter);
  tell_result(numbers, chapter);
  return chapter;
}

}  // namespace odds::lesson

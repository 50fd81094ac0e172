// SPDX-License-Identifier: Apache-2.0
//
// Chapter 2: the chain rule walked backwards, through one logistic unit and through two.
#include "lesson/backpropagation_numbers.hpp"
#include "lesson/flights.hpp"
#include "lesson/lesson.hpp"

namespace odds::lesson {
namespace {

std::string number(double value) { return fmt::format("{:.4f}", value); }

// Errors are known to their first digit.
std::string error(double value) { return fmt::format("{:.0e}", value); }

// A cell for each power of ten above 1e-12.
std::string bar(double value) {
  constexpr std::size_t most = 12;
  std::string cells;
  std::size_t count = 0;
  for (double power = 1e-12; power <= value && count < most; power *= 10, ++count) cells += "█";
  return cells + std::string(most - count, ' ');
}

void tell_forward(const OneUnitPass& one, Chapter& chapter) {
  chapter.section({"2.1 One unit, forward", "2.1 Один нейрон, прямой проход"});
  chapter.say(
      "To descend we need the slope of the loss in each coefficient. Take one flight, the coldest: "
      "{0:.0f} °F, `y = 1`. So that the numbers stay small, let `x = (t - 70) / 10 = {1:.1f}`. The "
      "unit has `w = {2:.0f}` and `b = {3:.0f}`. The way from `x` to the loss has three steps:",
      "Чтобы спускаться, нужен наклон потерь по каждому коэффициенту. Возьмём один полёт, самый "
      "холодный: {0:.0f} °F, `y = 1`. Чтобы числа были небольшими, положим "
      "`x = (t - 70) / 10 = {1:.1f}`. У нейрона `w = {2:.0f}` и `b = {3:.0f}`. Путь от `x` до "
      "потерь состоит из трёх шагов:",
      10 * one.x + 70, one.x, one.unit.w, one.unit.b);
  chapter.table({{{"node", "узел"}, {"formula", "формула"}, {"value", "значение"}},
                 {{"`z`", "`w x + b`", number(one.z)},
                  {"`p`", "`σ(z)`", number(one.p)},
                  {"`L`", "`-[y log p + (1 - y) log(1 - p)]`", number(one.loss)}}});
  chapter.say(
      "Each step is simple, and each has a simple derivative. The chain rule multiplies them. "
      "Backpropagation is this product, computed from the loss backwards, so that what is known at "
      "a node is used for everything before it.",
      "Каждый шаг прост, и производная у каждого проста. Цепное правило (производная сложной "
      "функции) их перемножает. Обратное "
      "распространение ошибки — это то же произведение, вычисленное от потерь назад: найденное в "
      "одном узле служит всем узлам перед ним.");
  chapter.formula("dL/dw = dL/dp · dp/dz · dz/dw",
                  "\\frac{\\partial L}{\\partial w}=\\frac{\\partial L}{\\partial p}\\cdot"
                  "\\frac{\\partial p}{\\partial z}\\cdot\\frac{\\partial z}{\\partial w}");
}

void tell_sign(const BackpropagationNumbers& numbers, Chapter& chapter) {
  const OneUnitPass& one = numbers.one;
  chapter.section({"2.2 A minus sign that is often missing", "2.2 Минус, который часто теряют"});
  chapter.say(
      "A slide that is widely taught says `dL/dp = y/p - (1-y)/(1-p)`. That is the derivative of "
      "the log-likelihood, which one maximises. The loss is its negative, and over a table a mean. "
      "The right derivative has the minus sign and `1/n`:",
      "На одном широко известном слайде написано `dL/dp = y/p - (1-y)/(1-p)`. Это производная "
      "логарифма правдоподобия, а его максимизируют. Потери — тот же логарифм с минусом, а по "
      "таблице ещё и среднее. В верной производной есть минус и `1/n`:");
  chapter.formula("dL/dp = -(1/n) [ y/p - (1-y)/(1-p) ]",
                  "\\frac{\\partial L}{\\partial p_i}=-\\frac1n\\left[\\frac{y_i}{p_i}-"
                  "\\frac{1-y_i}{1-p_i}\\right]");
  chapter.say(
      "One can ask the loss itself. For our flight (`n = 1`), move `p` by {0:.4f} to either side "
      "and divide the change of `L` by {1:.4f}:",
      "Можно спросить сами потери. Для нашего полёта (`n = 1`) сдвинем `p` на {0:.4f} в обе "
      "стороны и разделим изменение `L` на {1:.4f}:",
      numbers.by_probability.h, 2 * numbers.by_probability.h);
  chapter.table(
      {{"`dL/dp`", {"value", "значение"}},
       {{{"from the loss itself", "по самим потерям"}, number(numbers.by_probability.quotient)},
        {{"with the minus sign", "с минусом"}, number(one.d_p)},
        {{"without it", "без него"}, number(-one.d_p)}}});
  chapter.say(
      "The sign is no detail. From the loss {0:.4f}, one step of length {1} against the gradient "
      "leads to {2:.4f}. With the sign lost, the same step leads uphill, to {3:.4f}.",
      "Знак здесь не мелочь. От потерь {0:.4f} один шаг длины {1} против градиента приводит к "
      "{2:.4f}. Если минус потерян, тот же шаг ведёт вверх, к {3:.4f}.",
      one.loss, numbers.step, numbers.after_step.loss, numbers.wrong_step.loss);
}

void tell_backward(const OneUnitPass& one, Chapter& chapter) {
  chapter.section({"2.3 One unit, backward", "2.3 Один нейрон, обратный проход"});
  chapter.say(
      "Read the table downwards. Each line multiplies the gradient that has arrived by the local "
      "derivative of one more step:",
      "Читайте таблицу сверху вниз. В каждой строке пришедший градиент умножается на местную "
      "производную ещё одного шага:");
  chapter.table({{{"gradient of L", "градиент L"},
                  {"arrived", "пришло"},
                  {"local derivative", "местная производная"},
                  {"product", "произведение"}},
                 {{"`dL/dp`", "", "`-1/p`", number(one.d_p)},
                  {"`dL/dz`", number(one.d_p), fmt::format("`σ(z) σ(-z)` = {:.4f}", one.dp_dz),
                   number(one.d_z)},
                  {"`dL/dw`", number(one.d_z), fmt::format("`x` = {:.4f}", one.x), number(one.d_w)},
                  {"`dL/db`", number(one.d_z), "1", number(one.d_b)}}});
  chapter.say(
      "Something cancels on the way. For `y = 1` the product `-1/p · p (1 - p)` is `p - 1`; for "
      "`y = 0` it is `p`. In both cases:",
      "По дороге кое-что сокращается. При `y = 1` произведение `-1/p · p (1 - p)` равно `p - 1`, "
      "при `y = 0` — `p`. В обоих случаях:");
  chapter.formula("dL/dz = (p - y) / n", "\\frac{\\partial L}{\\partial z_i}=\\frac{p_i-y_i}{n}");
  chapter.say(
      "Here `p - y = {0:.4f}`, the number in the table. The division by a small `p` is gone, and "
      "with it a way to fail. For this reason odds never computes `dL/dp`: it fuses `σ` and the "
      "logarithm. The gradient of a table is the mean of `(p - y) x` over its rows.",
      "Здесь `p - y = {0:.4f}`, то же число, что в таблице. Деления на малое `p` больше нет, а с "
      "ним и повода для сбоя. Поэтому odds никогда не вычисляет `dL/dp`: `σ` и логарифм слиты в "
      "одно. Градиент по таблице — среднее от `(p - y) x` по строкам.",
      one.fused);
  chapter.figure("walk-unit");
}

void tell_composition(const TwoUnitsPass& two, Chapter& chapter) {
  chapter.section({"2.4 Two units, composed", "2.4 Два нейрона, один за другим"});
  chapter.say(
      "Now feed one unit into another: the smallest neural network. The first unit is called "
      "hidden, because the table has no column for its value `h`.",
      "Теперь подадим выход одного нейрона на вход другого: это самая маленькая нейронная сеть. "
      "Первый нейрон называют скрытым: для его значения `h` в таблице нет столбца.");
  chapter.formula("p = σ1(z1(σ0(z0(x))))        z0 = w0 x + b0,   z1 = w1 h + b1",
                  "p=\\sigma_1(z_1(\\sigma_0(z_0(x)))),\\qquad z_0=w_0x+b_0,\\quad z_1=w_1h+b_1");
  chapter.say("With `w0 = {0}`, `b0 = {1}`, `w1 = {2}`, `b1 = {3}` and the same flight, forward:",
              "При `w0 = {0}`, `b0 = {1}`, `w1 = {2}`, `b1 = {3}` и том же полёте, вперёд:",
              two.units.w0, two.units.b0, two.units.w1, two.units.b1);
  chapter.table(
      {{{"node", "узел"},
        {"formula", "формула"},
        {"value", "значение"},
        {"local derivative", "местная производная"}},
       {{"`z0`", "`w0 x + b0`", number(two.z0), fmt::format("`x` = {:.4f}", two.x)},
        {"`h`", "`σ(z0)`", number(two.h), fmt::format("`σ(z0) σ(-z0)` = {:.4f}", two.dh_dz0)},
        {"`z1`", "`w1 h + b1`", number(two.z1), fmt::format("`w1` = {:.4f}", two.dz1_dh)},
        {"`p`", "`σ(z1)`", number(two.p), fmt::format("`σ(z1) σ(-z1)` = {:.4f}", two.dp_dz1)},
        {"`L`", "`-log p`", number(two.loss), fmt::format("`-1/p` = {:.4f}", two.d_p)}}});
  chapter.say("The derivative in `w0` has five factors, one for each line, read from below:",
              "У производной по `w0` пять множителей, по одному из каждой строки, снизу вверх:");
  chapter.formula(fmt::format("dL/dw0 = dL/dσ1 · dσ1/dz1 · dz1/dσ0 · dσ0/dz0 · dz0/dw0\n"
                              "       = {:.4f} · {:.4f} · {:.4f} · {:.4f} · {:.4f} = {:.4f}",
                              two.d_p, two.dp_dz1, two.dz1_dh, two.dh_dz0, two.x, two.d_w0),
                  fmt::format("\\begin{{aligned}}\n\\frac{{\\partial L}}{{\\partial w_0}}&="
                              "\\frac{{\\partial L}}{{\\partial\\sigma_1}}\\cdot"
                              "\\frac{{\\partial\\sigma_1}}{{\\partial z_1}}\\cdot"
                              "\\frac{{\\partial z_1}}{{\\partial\\sigma_0}}\\cdot"
                              "\\frac{{\\partial\\sigma_0}}{{\\partial z_0}}\\cdot"
                              "\\frac{{\\partial z_0}}{{\\partial w_0}}\\\\\n"
                              "&={:.4f}\\cdot{:.4f}\\cdot{:.4f}\\cdot{:.4f}\\cdot({:.4f})={:.4f}\n"
                              "\\end{{aligned}}",
                              two.d_p, two.dp_dz1, two.dz1_dh, two.dh_dz0, two.x, two.d_w0));
}

void tell_arriving(const TwoUnitsPass& two, Chapter& chapter) {
  chapter.section({"2.5 What arrives at each node", "2.5 Что приходит в каждый узел"});
  chapter.say(
      "Nobody multiplies all five factors for each coefficient anew. One walk backwards meets them "
      "all: at each node one multiplication, and the coefficients of a unit are served as it is "
      "passed.",
      "Никто не перемножает все пять множителей для каждого коэффициента заново. Хватает одного "
      "прохода назад: в каждом узле одно умножение, и коэффициенты нейрона получают своё, когда "
      "проход идёт мимо.");
  chapter.table({{{"gradient of L", "градиент L"}, {"how", "как"}, {"value", "значение"}},
                 {{"`dL/dp`", "`-1/p`", number(two.d_p)},
                  {"`dL/dz1`", "`dL/dp · σ(z1) σ(-z1)` = `p - y`", number(two.d_z1)},
                  {"`dL/dw1`", "`dL/dz1 · h`", number(two.d_w1)},
                  {"`dL/db1`", "`dL/dz1`", number(two.d_b1)},
                  {"`dL/dh`", "`dL/dz1 · w1`", number(two.d_h)},
                  {"`dL/dz0`", "`dL/dh · σ(z0) σ(-z0)`", number(two.d_z0)},
                  {"`dL/dw0`", "`dL/dz0 · x`", number(two.d_w0)},
                  {"`dL/db0`", "`dL/dz0`", number(two.d_b0)}}});
  chapter.say(
      "From `dL/dz1` to `dL/dz0` the gradient has shrunk {0:.1f} times. `σ(z) σ(-z)` is never more "
      "than 1/4, and near 0 where a unit is saturated, so in a deep chain of such units little "
      "arrives at the first ones. This is the vanishing gradient.",
      "От `dL/dz1` до `dL/dz0` градиент уменьшился в {0:.1f} раза. `σ(z) σ(-z)` не бывает больше "
      "1/4, а у насыщенного нейрона близко к нулю, поэтому в длинной цепочке до первых нейронов "
      "доходит мало. Это и называют затуханием градиента.",
      two.d_z1 / two.d_z0);
  chapter.figure("walk-chain");
}

void tell_check(const BackpropagationNumbers& numbers, Chapter& chapter) {
  chapter.section({"2.6 Checked before your eyes", "2.6 Проверка у вас на глазах"});
  chapter.say(
      "A gradient can be checked without any theory. Move `w0` by `h` to either side, look at the "
      "loss, and divide. Backpropagation said {0:.10f}:",
      "Градиент можно проверить без всякой теории. Сдвинем `w0` на `h` в обе стороны, посмотрим "
      "на потери и разделим. Обратный проход дал {0:.10f}:",
      numbers.two.d_w0);
  TablePiece table{{"`h`", "`[L(w0+h) - L(w0-h)] / 2h`", {"error", "ошибка"}, ""}, {}};
  for (const Difference& row : numbers.by_first_weight) {
    table.rows.push_back(
        {error(row.h), fmt::format("{:.10f}", row.quotient), error(row.error), bar(row.error)});
  }
  chapter.table(std::move(table));
  chapter.figure("differences");
  chapter.say(
      "Shorter steps help at first: the error of a central difference falls with `h²`. Then it "
      "grows again, because the two losses agree in almost all of their 16 digits, and only the "
      "rounding is left, divided by `h`. The best step is near the cube root of the rounding "
      "error, about 1e-5. An error that does not draw this V is a mistake in the gradient.",
      "Сначала укорачивать шаг полезно: ошибка центральной разности убывает как `h²`. Потом она "
      "снова растёт: у двух потерь совпадают почти все 16 цифр, и остаётся лишь ошибка "
      "округления, делённая на `h`. Лучший шаг близок к кубическому корню из ошибки округления, "
      "около 1e-5. Если ошибка не рисует такую букву V, неверен градиент.");
}

void tell_table(const BackpropagationNumbers& numbers, Chapter& chapter) {
  chapter.section({"2.7 The whole table", "2.7 Вся таблица"});
  chapter.say(
      "The loss of a table is a mean over its rows, so its gradient is the mean of the rows' "
      "gradients. All {0} flights, loss {1:.4f}, the same two units, `h = {2:.0e}`:",
      "Потери таблицы — среднее по строкам, поэтому и градиент — среднее градиентов строк. Все "
      "{0} полёта, потери {1:.4f}, те же два нейрона, `h = {2:.0e}`:",
      flights().distress.size(), numbers.mean_loss, numbers.mean_differences[0].h);
  TablePiece table{{{"coefficient", "коэффициент"},
                    {"backpropagation", "обратный проход"},
                    {"difference of losses", "разность потерь"},
                    {"they differ by", "расхождение"}},
                   {}};
  const char* const names[] = {"`w0`", "`b0`", "`w1`", "`b1`"};
  for (std::size_t j = 0; j < numbers.mean_gradient.size(); ++j) {
    table.rows.push_back({names[j], fmt::format("{:.8f}", numbers.mean_gradient[j]),
                          fmt::format("{:.8f}", numbers.mean_differences[j].quotient),
                          error(numbers.mean_differences[j].error)});
  }
  chapter.table(std::move(table));
  chapter.say(
      "The differences needed eight passes over the table for four coefficients, and would need "
      "two for each further one. Backpropagation needs one pass forward and one back, however "
      "many coefficients there are. That is why networks can be trained at all.",
      "Разностям понадобилось восемь проходов по таблице ради четырёх коэффициентов, и ещё по два "
      "уйдёт на каждый новый. Обратному распространению хватает одного прохода вперёд и одного "
      "назад, сколько бы ни было коэффициентов. Только поэтому сети и можно обучать.");
}

}  // namespace

Chapter backpropagation() {
  const BackpropagationNumbers numbers = backpropagation_numbers();
  Chapter chapter;
  chapter.title({"Chapter 2. Backpropagation", "Глава 2. Обратное распространение ошибки"});
  tell_forward(numbers.one, chapter);
  tell_sign(numbers, chapter);
  tell_backward(numbers.one, chapter);
  tell_composition(numbers.two, chapter);
  tell_arriving(numbers.two, chapter);
  tell_check(numbers, chapter);
  tell_table(numbers, chapter);
  return chapter;
}

}  // namespace odds::lesson

// SPDX-License-Identifier: Apache-2.0
//
// Chapter 3: where the formulas of the textbook break on a computer, and the identity that repairs
// them.
#include <cmath>

#include "lesson/lesson.hpp"
#include "lesson/logistic_trick_numbers.hpp"

namespace odds::lesson {
namespace {

// Four right digits, or what there is in their place.
std::string shown(double value) {
  if (std::isinf(value)) return "∞";
  if (value == 0) return "0";
  return std::fabs(value) < 1e-3 ? fmt::format("{:.3e}", value) : fmt::format("{:.4g}", value);
}

std::string pair(const Break& at) { return fmt::format("{:.1f} / {:.1f}", at.last, at.first); }

void tell_breaks(const TrickNumbers& numbers, Chapter& chapter) {
  chapter.section({"3.1 Where the textbook breaks", "3.1 Где ломается учебник"});
  chapter.say(
      "On paper `σ(z) = 1/(1 + exp(-z))`, and a row costs `-log σ(z)` if `y = 1` and "
      "`-log(1 - σ(z))` if `y = 0`. A computer keeps about 7 digits in float and 16 in double. Let "
      "us run the formulas as they stand, for all `z` in steps of 0.1 away from zero, and see "
      "where they stop working:",
      "На бумаге `σ(z) = 1/(1 + exp(-z))`, и строка стоит `-log σ(z)` при `y = 1` и "
      "`-log(1 - σ(z))` при `y = 0`. Компьютер хранит около 7 цифр во float и 16 в double. "
      "Запустим "
      "формулы как есть, при всех `z` с шагом 0.1 от нуля, и посмотрим, где они перестают "
      "работать:");
  const Breaks& single = numbers.in_float;
  const Breaks& twofold = numbers.in_double;
  chapter.table({{{"last `z` that works / first that fails", "последнее верное `z` / первый сбой"},
                  "float",
                  "double"},
                 {{{"`exp(-z)` is finite / ∞", "`exp(-z)` конечна / ∞"},
                   pair(single.overflow),
                   pair(twofold.overflow)},
                  {{"`σ(z)` > 0 / = 0, its log -∞", "`σ(z)` > 0 / = 0, её логарифм -∞"},
                   pair(single.impossible),
                   pair(twofold.impossible)},
                  {{"`σ(z)` < 1 / = 1, `log(1 - σ)` = -∞", "`σ(z)` < 1 / = 1, `log(1 - σ)` = -∞"},
                   pair(single.certainty),
                   pair(twofold.certainty)}}});
  chapter.say(
      "The last line is the worst. From `z = {0:.1f}` on in float, and {1:.1f} in double, `1 + "
      "exp(-z)` "
      "is rounded to 1. A model that is so sure of a row, and wrong, is charged an infinite loss, "
      "and the fit ends in `inf` and `nan`. Such `z` are nothing unusual: one feature in the wrong "
      "unit, or one step of gradient descent that is too long, is enough.",
      "Хуже всего последняя строка. Начиная с `z = {0:.1f}` во float и {1:.1f} в double сумма "
      "`1 + exp(-z)` округляется до 1. Модель, которая так уверена в строке и ошиблась, получает "
      "бесконечные потери, и расчёт кончается на `inf` и `nan`. Такие `z` не редкость: довольно "
      "одного признака не в тех единицах или одного слишком длинного шага градиентного спуска.",
      single.certainty.first, twofold.certainty.first);
  chapter.say(
      "The true values are harmless. The loss of `y = 1` at `z = {0:.0f}` is {1:.0f}, and that of "
      "`y = 0` at `z = {2:.0f}` is {3:.0f}. The formulas return ∞ for both.",
      "А истинные значения безобидны. Потери при `y = 1` и `z = {0:.0f}` равны {1:.0f}, при `y = 0` "
      "и `z = {2:.0f}` — {3:.0f}. Формулы в обоих случаях возвращают ∞.",
      numbers.far, numbers.far_loss, numbers.sure, numbers.sure_loss);
}

void tell_digits(const TrickNumbers& numbers, Chapter& chapter) {
  chapter.section({"3.2 Digits that get lost before", "3.2 Цифры пропадают раньше"});
  chapter.say(
      "Long before the infinities digits are lost. `-log σ(z)`, the loss of a row with `y = 1`, by "
      "the textbook in float and in double, and by odds:",
      "Цифры пропадают задолго до бесконечностей. Вот `-log σ(z)`, потери строки с `y = 1`, по "
      "учебнику во float и в double и по odds:");
  TablePiece table{{"`z`",
                    "float",
                    {"right digits", "верных цифр"},
                    "double",
                    {"right digits", "верных цифр"},
                    "odds"},
                   {}};
  for (const TrickRow& row : numbers.rows) {
    table.rows.push_back({fmt::format("{:.0f}", row.z), shown(row.naive_float),
                          fmt::format("{}", row.float_digits), shown(row.naive_double),
                          fmt::format("{}", row.double_digits), shown(row.stable)});
  }
  chapter.table(std::move(table));
  chapter.say(
      "The reason is the 1. Just below it doubles lie {0:.1e} apart, so `σ(z)`, which differs from "
      "1 by "
      "`exp(-z)`, keeps only those digits of `exp(-z)` that lie above that, and the logarithm "
      "reads nothing but this difference. The better the model knows a row, the less is left of "
      "the "
      "row's loss.",
      "Виновата единица. Чуть ниже неё числа double стоят через {0:.1e}, поэтому `σ(z)`, которая "
      "отличается от 1 на `exp(-z)`, хранит лишь те цифры `exp(-z)`, что крупнее этого шага, а "
      "логарифм смотрит только на эту разность. Чем увереннее модель в строке, тем меньше остаётся "
      "от потерь этой строки.",
      std::numeric_limits<double>::epsilon() / 2);
  chapter.figure("sweep");
}

void tell_identity(Chapter& chapter) {
  chapter.section({"3.3 The identity, step by step", "3.3 Тождество, шаг за шагом"});
  chapter.say("Take the logarithm of the fraction before any number is put in:",
              "Возьмём логарифм дроби до того, как подставлены числа:");
  chapter.formula("-log σ(z) = -log( 1 / (1 + exp(-z)) ) = log(1 + exp(-z))",
                  "-\\log\\sigma(z)=-\\log\\frac{1}{1+e^{-z}}=\\log\\left(1+e^{-z}\\right)");
  chapter.say(
      "For `z ≥ 0` the exponential is at most 1, and nothing overflows. For `z < 0` take "
      "`exp(-z)` out of the bracket:",
      "При `z ≥ 0` экспонента не больше 1, переполниться нечему. При `z < 0` вынесем `exp(-z)` за "
      "скобку:");
  chapter.formula("log(1 + exp(-z)) = log( exp(-z) (exp(z) + 1) ) = -z + log(1 + exp(z))",
                  "\\log\\left(1+e^{-z}\\right)=\\log\\left(e^{-z}\\left(e^{z}+1\\right)\\right)="
                  "-z+\\log\\left(1+e^{z}\\right)");
  chapter.say(
      "Now the exponent is never positive: it is `-|z|` in both cases. And the term in front is "
      "`-z` below zero and 0 above, that is `-min(0, z)`. Together:",
      "Теперь показатель никогда не положителен: в обоих случаях это `-|z|`. А слагаемое впереди "
      "равно `-z` ниже нуля и 0 выше, то есть `-min(0, z)`. Вместе:");
  chapter.formula("-log σ(z) = log(1 + exp(-|z|)) - min(0, z)",
                  "\\boxed{\\,-\\log\\sigma(z)=\\log\\left(1+e^{-|z|}\\right)-\\min(0,z)\\,}");
  chapter.say(
      "This is the logistic trick. Since `1 - σ(z) = σ(-z)`, it serves `y = 0` as well, with `-z` "
      "in place of `z`.",
      "Это и есть логистический трюк. Так как `1 - σ(z) = σ(-z)`, он годится и для `y = 0`: надо "
      "лишь поставить `-z` вместо `z`.");
}

void tell_rest(const TrickNumbers& numbers, Chapter& chapter) {
  const TrickRow& last = numbers.rows.back();
  chapter.section({"3.4 Two more places", "3.4 Ещё два места"});
  chapter.say(
      "The identity cures the overflow. The lost digits need one thing more: `1 + t` with a tiny "
      "`t = exp(-|z|)` must not be rounded before the logarithm. At `z = {0:.0f}` the identity with "
      "a "
      "plain `log(1 + t)` gives {1}, and with a function made for it, `log1p(t)`, {2}. The one in "
      "odds is wrong by at most 2.5 units in the last digit of a double, for every finite `z`.",
      "Тождество лечит переполнение. Чтобы вернуть цифры, нужно ещё одно: сумму `1 + t` с "
      "крошечным "
      "`t = exp(-|z|)` нельзя округлять до логарифма. При `z = {0:.0f}` тождество с обычным "
      "`log(1 + t)` даёт {1}, а со специальной функцией `log1p(t)` — {2}. В odds она ошибается не "
      "более "
      "чем на 2.5 единицы последнего разряда double при любом конечном `z`.",
      last.z, shown(last.identity), shown(last.stable));
  chapter.say(
      "The other place is the residual `p - y`, of which every gradient is made. At `z = {0:.0f}` "
      "with `y = 1` the textbook computes `1 - 1 = 0`: nothing left to learn. From `z` it is",
      "Второе место — остаток `p - y`, из которого составлен любой градиент. При `z = {0:.0f}` и "
      "`y = 1` учебник вычисляет `1 - 1 = 0`: учиться больше нечему. Если считать от `z`:",
      numbers.sure);
  chapter.formula(fmt::format("p - 1 = -σ(-z) = {}", shown(numbers.sure_residual)),
                  fmt::format("p-1=-\\sigma(-z)=\\texttt{{{}}}", shown(numbers.sure_residual)));
  chapter.say(
      "Hence the rule of odds: loss, residual and curvature are computed from `z`, never from a "
      "rounded `p`. Many programs clip `p` to, say, 1e-15 instead. That hides the infinity and "
      "returns a wrong number.",
      "Отсюда правило odds: потери, остаток и кривизна считаются от `z` и никогда — от "
      "округлённого "
      "`p`. Многие программы вместо этого обрезают `p`, скажем, на 1e-15. Бесконечность так "
      "прячется, а число возвращается неверное.");
}

}  // namespace

Chapter logistic_trick() {
  const TrickNumbers numbers = trick_numbers();
  Chapter chapter;
  chapter.title({"Chapter 3. The logistic trick", "Глава 3. Логистический трюк"});
  tell_breaks(numbers, chapter);
  tell_digits(numbers, chapter);
  tell_identity(chapter);
  tell_rest(numbers, chapter);
  return chapter;
}

}  // namespace odds::lesson

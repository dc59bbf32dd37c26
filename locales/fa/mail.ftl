### نامه‌ها: هشدار دربارهٔ یک پرونده.

mail-greeting = سلام { $name }،
mail-signature = Heard، برای { $company }
mail-simulated = نمایشی: شرکت و مشتریانش شبیه‌سازی شده‌اند.

## پرونده‌ای باز شد
mail-case-subject = پروندهٔ { $number }: { $score } در مقیاس { $min } تا { $max }، { $unit }
mail-case-subject-words = پروندهٔ { $number }: یک نظر، { $unit }
mail-case-opening = یک مشتری تجربهٔ بدی داشته و آن را با ما در میان گذاشته است.
mail-case-yours = این پرونده به شما سپرده شده است.
mail-case-nobody = هنوز کسی این پرونده را برنداشته است.
mail-case-due = لطفاً تا { DATETIME($due, dateStyle: "medium", timeStyle: "short") } آن را ببندید.
mail-case-score = امتیاز: { $score } در مقیاس { $min } تا { $max }
mail-case-question = پرسش: { $question }
mail-case-survey = نظرسنجی: { $survey }
mail-case-unit = واحد: { $unit }
mail-case-touchpoint = نقطهٔ تماس: { $touchpoint }
mail-case-open = باز کردن پرونده:
mail-case-why = این نامه به‌خاطر قاعدهٔ «{ $rule }» به دست شما رسیده است.

### نامه‌ها: هشدار دربارهٔ یک پرونده، دعوت‌نامه، آزمایش.

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

## دعوت‌نامه
mail-invitation-subject = { $inviter } شما را به Heard در { $company } دعوت می‌کند
mail-invitation-opening = { $inviter } از شما دعوت می‌کند با بازخورد مشتریان { $company } کار کنید.
mail-invitation-role-owner = شما مالک خواهید بود: هر کاری می‌توانید بکنید.
mail-invitation-role-manager = شما مدیر خواهید بود: عددها و پاسخ‌ها را می‌بینید و نظرسنجی‌ها و پرونده‌ها را اداره می‌کنید.
mail-invitation-role-analyst = شما تحلیلگر خواهید بود: عددها و پاسخ‌ها را می‌بینید.
mail-invitation-role-agent = شما کارشناس خواهید بود: به پرونده‌ها رسیدگی می‌کنید.
mail-invitation-unit = بخش شما در شرکت: { $unit }
mail-invitation-open = گذرواژه‌ای برگزینید و آغاز کنید:
mail-invitation-expires = این پیوند یک بار و تا { DATETIME($expires, dateStyle: "medium", timeStyle: "short") } کار می‌کند.
mail-invitation-unexpected = اگر منتظر این نامه نبودید، کاری لازم نیست. بدون پیوند کسی نمی‌تواند وارد شود.

## آزمایش
mail-test-subject = Heard می‌تواند نامه بفرستد
mail-test-body = این همان نامهٔ آزمایشی است که خواستید. نامه‌های { $company } می‌رسد.

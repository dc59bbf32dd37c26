### آنچه پاسخ‌دهندگان می‌خوانند.

## فرم
respondent-send = ارسال
respondent-language = زبان
respondent-required = (الزامی)
respondent-privacy = یک رسید می‌گیرید که با آن می‌توانید پاسخ‌هایتان را اصلاح کنید یا پس بگیرید.
respondent-simulated = نمایشی: این شرکت شبیه‌سازی شده است.

## وقتی چیزی درست نیست
respondent-errors = { $count ->
    [one] یک مورد نیاز به نگاهی دوباره دارد
   *[other] { $count } مورد نیاز به نگاهی دوباره دارد
}
respondent-errors-kept = هنوز چیزی ارسال نشده و هیچ‌یک از نوشته‌های شما از دست نرفته است.
respondent-error-prefix = خطا:
respondent-fault-required = لطفاً به این پرسش پاسخ دهید.
respondent-fault-nothing-answered = لطفاً دست‌کم به یک پرسش پاسخ دهید.
respondent-fault-too-long = این متن { $count } نویسه بیش از اندازه بلند است.
respondent-fault-other = لطفاً دوباره انتخاب کنید.
respondent-unsent-title = هنوز ارسال نشده است
respondent-unsent-body = پاسخ‌هایتان هم‌اکنون ثبت نشد. هر چه وارد کردید هنوز همین‌جاست: لطفاً یک دقیقهٔ دیگر دوباره ارسالش کنید.

## صفحه‌های بدون فرم
respondent-closed-title = این نظرسنجی بسته شده است
respondent-closed-body = دیگر پاسخی پذیرفته نمی‌شود. سپاس از اینکه می‌خواستید کمک کنید.
respondent-missing-title = اینجا نظرسنجی‌ای نیست
respondent-missing-body = شاید نشانی ناقص باشد. لطفاً پیوند را بررسی کنید یا کد را دوباره اسکن کنید.
respondent-busy-title = لطفاً کمی صبر کنید
respondent-busy-body = هم‌اکنون پاسخ‌های زیادی می‌رسد و پاسخ شما هنوز ثبت نشده است. لطفاً برگردید و یک دقیقهٔ دیگر دوباره ارسالش کنید.
respondent-unreadable-title = فرم کامل نرسید
respondent-unreadable-body = لطفاً برگردید و دوباره ارسالش کنید.
respondent-received-title = پاسخ‌های شما پیش‌تر رسیده است
respondent-received-body = این فرم پیش‌تر با پاسخ‌های دیگری فرستاده شده است. آنچه بار نخست فرستادید محفوظ است. برای تغییر آن، رسید خود را باز کنید.
respondent-received-open = باز کردن رسید

## رسید
respondent-thanks = از پاسخ‌های شما سپاسگزاریم.
respondent-receipt = رسید شما
respondent-receipt-keep = اگر شاید بخواهید برگردید، نشانی این صفحه را نگه دارید. هر کس آن را داشته باشد می‌تواند این پاسخ‌ها را ببیند و تغییر دهد.
respondent-sent-at = زمان ارسال: { DATETIME($at, dateStyle: "medium", timeStyle: "short") }
respondent-corrected-at = آخرین اصلاح: { DATETIME($at, dateStyle: "medium", timeStyle: "short") }
respondent-said = آنچه گفتید
respondent-no-answer = بدون پاسخ
respondent-score = { $score } در مقیاس { $min } تا { $max }
respondent-what-next = با پاسخ‌هایتان چه می‌کنیم
respondent-next-counted = امتیازهای شما همراه با امتیازهای دیگران شمرده می‌شود.
respondent-next-read = کسانی که در { $company } به بازخوردها رسیدگی می‌کنند می‌توانند پاسخ‌هایتان را بخوانند. اگر مشکلی پیش آمده باشد، شاید پیگیری‌اش کنند.
respondent-next-kept = پاسخ‌هایتان می‌ماند تا وقتی که خودتان پس بگیرید یا { $company } پاکشان کند.
respondent-correct = اصلاح پاسخ‌ها
respondent-withdraw = پس گرفتن پاسخ‌ها

## اصلاح
respondent-correct-title = اصلاح پاسخ‌هایتان
respondent-correct-body = آنچه اکنون می‌فرستید جای پاسخ‌های پیشین را می‌گیرد.
respondent-correct-send = ذخیرهٔ اصلاح
respondent-back = بازگشت به رسید
respondent-corrected = اصلاح شما ذخیره شد.

## پس گرفتن
respondent-withdraw-title = پاسخ‌هایتان را پس می‌گیرید؟
respondent-withdraw-body = نوشته‌هایتان پاک می‌شود و امتیازهایتان از نتایج بیرون می‌رود. این کار بازگشت ندارد.
respondent-withdraw-confirm = بله، پس می‌گیرم
respondent-withdraw-keep = نه، بماند
respondent-withdrawn-title = پاسخ‌هایتان پس گرفته شد
respondent-withdrawn-body = نوشته‌هایتان پاک شده و امتیازهایتان دیگر به حساب نمی‌آید. کار دیگری لازم نیست.
respondent-no-receipt-title = اینجا رسیدی نیست
respondent-no-receipt-body = شاید نشانی ناقص باشد. لطفاً نشانی رسید را کامل رونوشت کنید.

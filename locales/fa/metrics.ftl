### معنای عددها.

metric-nps-name = شاخص خالص مروجان (NPS)
metric-nps-description = شمار مشتریانی که شما را توصیه می‌کنند چقدر بیشتر از کسانی است که دیگران را برحذر می‌دارند، در مقیاس ۰ تا ۱۰.
metric-nps-formula = سهم مروجان (۹–۱۰) منهای سهم بدگویان (۰–۶)، به امتیاز از ‎−۱۰۰ تا ۱۰۰. پرسش‌های بی‌پاسخ شمرده نمی‌شود.

metric-nps-1-10-name = شاخص خالص مروجان (NPS، ۱ تا ۱۰)
metric-nps-1-10-description = شاخص پرسش‌های توصیه‌ای که از ۱ آغاز می‌شود؛ هرگز با مقیاس ۰ تا ۱۰ آمیخته نمی‌شود.
metric-nps-1-10-formula = سهم مروجان (۹–۱۰) منهای سهم بدگویان (۱–۶)، به امتیاز از ‎−۱۰۰ تا ۱۰۰. پرسش‌های بی‌پاسخ شمرده نمی‌شود.

metric-csat-name = رضایت مشتری
metric-csat-description = سهم مشتریانی که راضی بوده‌اند، در مقیاس ۱ تا ۵.
metric-csat-formula = پاسخ‌های ۴ و ۵ تقسیم بر همهٔ پاسخ‌ها. پرسش‌های بی‌پاسخ شمرده نمی‌شود.

metric-ces-5-name = آسانی کار برای مشتری (۱ تا ۵)
metric-ces-5-description = کار برای مشتریان چقدر آسان بوده است، در مقیاس ۱ تا ۵؛ عدد بالا یعنی آسان.
metric-ces-5-formula = میانگین همهٔ پاسخ‌ها. پرسش‌های بی‌پاسخ شمرده نمی‌شود؛ از مقیاس‌های ۵ و ۷ درجه‌ای هرگز با هم میانگین گرفته نمی‌شود.

metric-ces-7-name = آسانی کار برای مشتری (۱ تا ۷)
metric-ces-7-description = کار برای مشتریان چقدر آسان بوده است، در مقیاس ۱ تا ۷؛ عدد بالا یعنی آسان.
metric-ces-7-formula = میانگین همهٔ پاسخ‌ها. پرسش‌های بی‌پاسخ شمرده نمی‌شود؛ از مقیاس‌های ۵ و ۷ درجه‌ای هرگز با هم میانگین گرفته نمی‌شود.

metric-satisfied-share-name = سهم مشتریان راضی
metric-satisfied-share-description = سهم مشتریانی که از ۱۰ دست‌کم ۷ داده‌اند.
metric-satisfied-share-formula = پاسخ‌های ۷ و بالاتر تقسیم بر همهٔ پاسخ‌ها به پرسش‌های ۱ تا ۱۰. پرسش‌های بی‌پاسخ شمرده نمی‌شود.

metric-satisfaction-index-name = شاخص کلی رضایت
metric-satisfaction-index-description = یک عدد از ۰ تا ۱۰۰ برای کل تجربه.
metric-satisfaction-index-formula = هر پاسخ میان پایین‌ترین (۰) و بالاترین (۱۰۰) نقطهٔ مقیاس خود جای می‌گیرد؛ شاخص میانگین آن‌ها با وزن برابر است، از مشتریانی که به همهٔ پرسش‌های آن پاسخ داده‌اند.

metric-mean-name = میانگین امتیاز
metric-mean-description = میانگین پاسخ‌ها به یک پرسش، در مقیاس خود پرسش.
metric-mean-formula = مجموع امتیازها تقسیم بر شمار آن‌ها. پرسش‌های بی‌پاسخ شمرده نمی‌شود.

metric-distribution-name = توزیع
metric-distribution-description = هر امتیاز را چند مشتری داده‌اند.
metric-distribution-formula = پاسخ‌های هر امتیاز تقسیم بر همهٔ پاسخ‌ها به آن پرسش. پرسش‌های بی‌پاسخ شمرده نمی‌شود.

metric-choice-share-name = سهم هر گزینه
metric-choice-share-description = هر گزینهٔ یک پرسش را چند مشتری برگزیده‌اند.
metric-choice-share-formula = مشتریانی که گزینه را برگزیده‌اند تقسیم بر مشتریانی که به پرسش پاسخ داده‌اند. جایی که چند گزینه ممکن است، مجموع سهم‌ها می‌تواند از ۱۰۰٪ بیشتر شود.

metric-responses-name = پاسخ‌ها
metric-responses-description = چند مشتری پاسخ داده‌اند.
metric-responses-formula = پاسخ‌های رسیده، هر کدام یک بار: اصلاح جایگزین می‌شود و پس گرفتن حذف می‌کند.

bucket-promoters = مروجان
bucket-passives = منفعلان
bucket-detractors = بدگویان
bucket-satisfied = راضی
bucket-neutral = میانه
bucket-dissatisfied = ناراضی
bucket-top-box = بالاترین امتیاز
bucket-middle = امتیازهای میانی
bucket-bottom-box = پایین‌ترین امتیاز
bucket-advocates = هواداران
bucket-watch-list = فهرست مراقبت

### What every number means. `metric-<id>-name`, `-description` (one sentence), `-formula` (in words);
### `bucket-<name>` for the named sets of scores.

metric-nps-name = Net Promoter Score
metric-nps-description = How many more customers would recommend you than would warn others, on a scale of 0 to 10.
metric-nps-formula = Share of promoters (9–10) minus share of detractors (0–6), in points from −100 to 100. Skipped questions do not count.

metric-nps-1-10-name = Net Promoter Score (1–10)
metric-nps-1-10-description = The recommendation score of questions that start at 1; it is never mixed with the 0–10 scale.
metric-nps-1-10-formula = Share of promoters (9–10) minus share of detractors (1–6), in points from −100 to 100. Skipped questions do not count.

metric-csat-name = Customer satisfaction
metric-csat-description = The share of customers who were satisfied, on a scale of 1 to 5.
metric-csat-formula = Answers of 4 and 5 divided by all answers. Skipped questions do not count.

metric-ces-5-name = Customer effort (1–5)
metric-ces-5-description = How easy customers found it, on a scale of 1 to 5; high is easy.
metric-ces-5-formula = The mean of all answers. Skipped questions do not count; scales of 5 and 7 points are never averaged together.

metric-ces-7-name = Customer effort (1–7)
metric-ces-7-description = How easy customers found it, on a scale of 1 to 7; high is easy.
metric-ces-7-formula = The mean of all answers. Skipped questions do not count; scales of 5 and 7 points are never averaged together.

metric-satisfied-share-name = Satisfied share
metric-satisfied-share-description = The share of customers who gave at least 7 of 10.
metric-satisfied-share-formula = Answers of 7 and more divided by all answers to ratings of 1 to 10. Skipped questions do not count.

metric-satisfaction-index-name = Overall satisfaction index
metric-satisfaction-index-description = One number from 0 to 100 for the whole experience.
metric-satisfaction-index-formula = Each answer is placed between the lowest point of its scale (0) and the highest (100); the index is the mean, with equal weights, of customers who answered all of its questions.

metric-mean-name = Mean score
metric-mean-description = The average answer to one question, on the question’s own scale.
metric-mean-formula = The sum of all scores divided by their number. Skipped questions do not count.

metric-distribution-name = Distribution
metric-distribution-description = How many customers gave each score.
metric-distribution-formula = Answers at each score divided by all answers to the question. Skipped questions do not count.

metric-choice-share-name = Share of each choice
metric-choice-share-description = How many customers picked each choice of one question.
metric-choice-share-formula = Customers who picked the choice divided by customers who answered the question. Where several may be picked, the shares can exceed 100 % together.

metric-responses-name = Responses
metric-responses-description = How many customers answered.
metric-responses-formula = Responses received, each counted once: a correction replaces, a withdrawal removes.

bucket-promoters = Promoters
bucket-passives = Passives
bucket-detractors = Detractors
bucket-satisfied = Satisfied
bucket-neutral = Neutral
bucket-dissatisfied = Dissatisfied
bucket-top-box = Highest score
bucket-middle = Middle scores
bucket-bottom-box = Lowest score
bucket-advocates = Advocates
bucket-watch-list = Watch list

### The console. Short, concrete words; a button says what it does.

## Getting around
nav-label = Pages
nav-home = Home
nav-metrics = Metrics
nav-responses = Responses
nav-cases = Cases
nav-surveys = Surveys
nav-settings = Settings
nav-more = More
nav-late-cases = { $n ->
    [one] { $n } late case
   *[other] { $n } late cases
}
skip-to-content = Skip to content
search-short = Search
simulated-banner = Demonstration: this company, its customers and their answers are simulated.
live-on = Live: new answers appear by themselves
live-off = Not live: reconnecting…
live-short = Live
toasts = Messages
not-found = There is no such page
not-found-text = The address may have changed, or what it showed is gone.
not-found-home = Go to Home
menu-account = My account
menu-keys = Keyboard shortcuts
menu-log-out = Log out
theme-system = Like the device
theme-light = Light
theme-dark = Dark
palette-title = Search pages and actions
palette-placeholder = Type a page, a metric, a survey or an action
palette-nothing = Nothing matches “{ $typed }”.
palette-pages = Pages
palette-actions = Actions
palette-theme = Appearance: { $theme }
palette-language = Language: { $language }
palette-late-cases = Show late cases
keys-title = Keyboard shortcuts
keys-palette = Search pages and actions
keys-search = Search
keys-help = Show these shortcuts
keys-close = Close what is open
keys-rows = Move along rows
keys-go = Go to { $page }

## Words used everywhere
action-cancel = Cancel
action-close = Close
action-copy = Copy
action-dismiss = Dismiss
action-edit = Edit
action-remove = Remove
action-retry = Try again
action-save = Save
action-undo = Undo
saved = Saved.
copied = Copied.
optional = optional
field-email = E-mail address
field-password = Password
time-just-now = just now
value-none = No value
unit-percentage-points = { $value } pp
n-answers = { $n ->
    [one] { $n } answer
   *[other] { $n } answers
}
combobox-nothing = Nothing matches
table-loading = Loading more…
calendar-previous = Previous month
calendar-next = Next month

## When something goes wrong
error-offline = Heard cannot be reached.
error-offline-detail = Check the connection. Nothing that was saved is lost.
error-forbidden = You may not do this.
error-forbidden-detail = Ask an owner of the workspace if you need it.
error-not-found = It is not there any more.
error-not-found-detail = It may have been removed, or it lies outside your part of the company.
error-conflict = It does not fit what is there now.
error-conflict-detail = Nothing was overwritten. Look at the newest state, then try again.
error-too-many = Too many attempts.
error-too-many-detail = Wait a minute, then try again.
error-server = Heard could not do this.
error-server-detail = Nothing that was saved is lost. Try again; if it stays, the server’s log says why.
error-refused = This was not accepted.
error-unexpected = Something unexpected happened.
error-unexpected-detail = What was saved is safe. Load the page again.

## Numbers and how sure they are
interval-range = { $low } to { $high }
interval-explained = { $level } interval: if you asked again and again, the interval would hold the true value that often.
flag-no-data = No answers
flag-few-answers = Too few answers
flag-suppressed = Hidden to protect a small group
change-before = { $period }: { $value } ({ $n ->
    [one] { $n } answer
   *[other] { $n } answers
}).
change-interval = The difference lies between { $range }.
change-superiority = An answer now is higher than one before with a probability of { $share } ({ $even } would be no change).
change-too-few = Too few answers to compare
sureness-clear = More than chance explains.
sureness-within-noise = Chance alone could explain it.
sureness-too-few = Too few answers on one side to say.
sureness-short-clear = clear change
sureness-short-within-noise = within chance
sureness-short-too-few = too few answers
score-of = { $score } of { $max }
part-one-low = Detractor
part-one-middle = Passive
part-one-high = Promoter
period-30d = 30 days
period-90d = 90 days
period-12m = 12 months
period-all = All time
period-custom = Other days
period-quarter = Q{ $quarter } { $year }
grain-day = Day
grain-week = Week
grain-month = Month
grain-quarter = Quarter
grain-year = Year

## Definition of a number
definition-version = version { $version }
definition-formula = Formula
definition-interval = Interval
definition-interval-text = { $level }, { $method }
definition-source = Source
definition-counted = Counted
definition-counted-text = { $n ->
    [one] { $n } answer
   *[other] { $n } answers
}; left out: { $skipped } skipped, { $notApplicable } not applicable
definition-weighted = Weighted
definition-weighted-text = { $value }, worth { $n ->
    [one] { $n } equal answer
   *[other] { $n } equal answers
}
definition-not-weighted = Not weighted: { $n ->
    [one] { $n } answer has no weight
   *[other] { $n } answers have no weight
}
definition-as-of = State
definition-as-of-text = Change no. { $asOf }; since then { $since ->
    [0] nothing new
    [one] { $since } change
   *[other] { $since } changes
}
interval-adjusted-wald-rocks-2016 = adjusted Wald
interval-wilson-1927 = Wilson
interval-student-1908 = Student’s t
interval-none = a count, no interval

## Charts
chart-label = Chart: { $label }. The same numbers are available as a table.
chart-as-table = As a table
chart-as-chart = As a chart
chart-definition = What this counts
chart-more = More
chart-csv = Download CSV
chart-png = Download picture
chart-copy-link = Copy link to this view
chart-link-copied = Link copied.
chart-empty = No answers here
chart-empty-text = Choose a longer period or fewer conditions.
chart-all-answers = All answers
chart-before = before: { $value }
chart-dashed = Dashed: { $period }
chart-left = { $n ->
    [one] { $n } smaller one is only in the table.
   *[other] { $n } smaller ones are only in the table.
}
chart-note-interval = { $level } interval
chart-arrived-since = { $n ->
    [one] { $formatted } change arrived since.
   *[other] { $formatted } changes arrived since.
}
table-period = Period
table-answers = Answers
table-total = All
table-value = Value
table-interval = Interval
table-n = Answers
table-remark = Remark
table-change = Change

## Dimensions
dimension-unit = Unit
dimension-unit-depth = Unit, level { $depth }
dimension-survey = Survey
dimension-question = Question
dimension-choice = Choice
dimension-touchpoint = Touchpoint
dimension-channel = Channel
dimension-language = Language
dimension-country = Country
dimension-team = Team
dimension-agent = Agent
dimension-product = Product
dimension-score = Score
channel-link = Link
channel-email = E-mail
channel-widget = Widget
channel-kiosk = Kiosk
channel-qr = QR code
channel-api = API
channel-sms = SMS
channel-import = Import

## First run, log-in, invitation
setup-title = Set up Heard
setup-lead = You become the owner. It takes a minute.
setup-company = Company
setup-name = Your name
setup-zone = Days are counted in the time zone { $zone }. You can change it later.
setup-submit = Set up and begin
password-hint = At least 10 characters. A sentence is easy to keep in mind.
password-short = { $n ->
    [one] { $n } more character
   *[other] { $n } more characters
}
login-title = Welcome back
login-lead = Log in to see how your customers are doing.
login-submit = Log in
login-wrong = E-mail address and password do not go together.
login-forgot = Forgotten? An owner of the workspace can invite you again.
invite-title = Join your team
invite-lead = Choose how you will log in.
invite-submit = Join
invite-gone = This invitation no longer works. It may have been used, taken back or expired. Ask for a new one.

## Home
home-sentence-now = { $metric }: how it stands now
home-sentence-up = { $metric } rose by { $change }.
home-sentence-down = { $metric } fell by { $change }.
home-sentence-same = { $metric } is about where it was before.
home-sentence-few = { $metric }: too few answers to be sure of a change.
home-trend = Over time
home-findings = What stands out
home-findings-method = Only what chance hardly explains, with all comparisons allowed for (Benjamini–Hochberg).
home-no-findings = Nothing stands out
home-no-findings-text = No part of the company differs from before by more than chance.
finding-everywhere = The whole company
finding-up = { $where }: { $metric } up by { $change }
finding-down = { $where }: { $metric } down by { $change }
finding-above = { $where }: { $metric } { $change } above everybody else
finding-below = { $where }: { $metric } { $change } below everybody else
finding-detail = { $before } → { $now } · { $n ->
    [one] { $n } answer
   *[other] { $n } answers
}
finding-detail-differs = { $now }, the others { $before } · { $n ->
    [one] { $n } answer
   *[other] { $n } answers
}
home-cases = Whom to call
home-cases-counts = { $open } open, { $late } late
home-all-cases = All cases
home-in-time = { $share } closed in time
home-no-cases = Nobody is waiting
home-no-cases-text = When a bad answer opens a case, it appears here.
home-words = Newest words
home-all-words = All with words
home-no-words = No words yet
home-no-words-text = What customers write appears here as it arrives.
home-welcome = Welcome, { $name }
home-empty = Ask your customers the first question
home-empty-text = Pick a ready survey, publish it, share the link. Seconds after the first answer this page shows how you are doing, what changed, and whom to call.
home-empty-surveys = See surveys

## Metrics
metrics-controls = What to show
metrics-more-controls = More options
metrics-fewer-controls = Fewer options
metrics-metric = Metric
metrics-period = Period
metrics-grain = Steps
metrics-grain-none = Whole period
metrics-compare = Compare with
metrics-compare-none = Nothing
metrics-compare-previous = Period before
metrics-compare-year = A year earlier
metrics-split = Split by
metrics-split-second = And by
metrics-split-none = Nothing
metrics-question = Question
metrics-question-all = All questions that fit
metrics-show = Show as
metrics-lines = Lines
metrics-bars = Bars
metrics-table = Table
metrics-title-by = { $metric } by { $dimensions }
metrics-part = { $name } { $share } ({ $n })
filter-add = Add condition
filter-clear = Clear
filter-where = Where
filter-and = and
filter-or = or
filter-join-switch = Switch between “and” and “or”
filter-any = Any
filter-dimension = What
filter-operator = How
filter-values = Values
filter-is = is
filter-is-not = is not
filter-between = lies between
filter-not-between = lies outside
filter-at-least = At least
filter-at-most = At most
filter-remove = Remove condition

## Responses
responses-lead = Everything that customers said, the newest first.
responses-search = Search in words
responses-score = Score
responses-low = Low (0–6)
responses-high = High (9–10)
responses-words = Words
responses-with-words = With words
responses-where = Where
responses-when = When
responses-no-words = No words
responses-none = No answer fits
responses-none-text = Take a condition away, or choose a longer period.
responses-empty = No answers yet
responses-empty-text = Share a survey’s link or QR code. Answers appear here within seconds.
responses-shown = { $n ->
    [one] { $formatted } answer loaded
   *[other] { $formatted } answers loaded
}
response-title = Answer
response-skipped = Skipped
response-open-case = Open a case
response-weight = Weight
response-external = Sender’s number
response-changed = Corrections
response-withdrawn = The respondent has withdrawn this answer. It no longer counts, and its words are gone.
response-is-withdrawn = Withdrawn
response-version = { $survey }, version { $version } · answer no. { $seq }

## Cases
cases-title-none = No open cases
cases-title-open = { $open ->
    [one] { $open } open case, none late
   *[other] { $open } open cases, none late
}
cases-title-late = { $open ->
    [one] { $open } open case, { $late } late
   *[other] { $open } open cases, { $late } late
}
cases-lead = Hear, empathise, apologise, resolve, diagnose: a case is done when its cause is known.
cases-state = Which cases
cases-open = Open
cases-late = Late
cases-closed = Closed
cases-everyone = Everybody’s
cases-mine = Mine
cases-in-time = { $share } of { $n ->
    [one] { $n } closed case
   *[other] { $n } closed cases
} in time ({ $low } to { $high })
cases-column-empty = Nothing here
cases-none-open = No open cases
cases-none-late = No late cases
cases-none-closed = No closed cases
cases-none-text = Well done. New ones appear here by themselves.
cases-empty-text = A rule opens a case when a score is low or a word appears, tells its owner and sets a deadline. Make the first rule.
step-hear = Hear
step-hear-text = Understand what happened, from their side.
step-hear-placeholder = What happened, in their words?
step-empathise = Empathise
step-empathise-text = Show that you see what it meant to them.
step-empathise-placeholder = What did it mean to them?
step-apologise = Apologise
step-apologise-text = Say sorry, without “but”.
step-apologise-placeholder = How did they take it?
step-resolve = Resolve
step-resolve-text = Put it right, and check that it is.
step-resolve-placeholder = What was done to put it right?
step-diagnose = Diagnose
step-diagnose-text = Find the cause, so that it does not happen again.
step-diagnose-placeholder = Why did it happen?
step-done = (done)
case-number = Case { $number }
case-title = Case { $number } · { $unit }
case-owner = Owner
case-nobody = Nobody
case-due = due { $when }
case-late-since = due { $when }
case-closed = Closed
case-closed-on = Closed { $when }
case-closed-late = closed late
case-opened-on = Opened { $when }
case-opened = Case opened.
case-go = Go to the case
case-steps = Steps
case-note = Note
case-add-note = Only add a note
case-finish-step = Done: { $step }
case-history = History
case-answer = What they said
case-answer-hidden = Your role does not show single answers.
case-close = Close the case
case-close-title = Why did it happen?
case-close-text = The cause turns a single case into something that can be prevented.
case-cause = Cause
case-finding = What was found
case-finding-placeholder = One sentence is enough
case-finding-needed = Steps are still open: say why the rest is not needed.
case-is-closed = Case closed.
case-reopen = Open again
case-assigned = Given to { $name }.
case-unassigned = Nobody owns it now.
cause-product = Product or quality
cause-process = Process or rule
cause-people = Behaviour or skill
cause-system = System or website
cause-supplier = Delivery or supplier
cause-price = Price or invoice
cause-information = Wrong expectations
cause-outside-our-control = Outside our control
event-opened = { $who } opened the case.
event-noted = { $who } wrote a note.
event-step-finished = { $who } finished “{ $step }”.
event-assigned = { $who } gave it to { $owner }.
event-unassigned = { $who } took it from its owner.
event-closed = { $who } closed it: { $cause }.
event-reopened = { $who } opened it again.

## Surveys
surveys-lead = What you ask. Pick a template, adjust its words, share the link.
surveys-new = New survey
surveys-empty = No surveys yet
surveys-empty-text = Five ready surveys in five languages are waiting. The first link is a minute away.
survey-untitled = Untitled survey
survey-first-question = How likely are you to recommend us?
survey-name = Survey
survey-state = State
survey-state-draft = Draft
survey-state-published = Takes answers
survey-state-closed = Closed
survey-responses = Answers
survey-last = Changed
survey-languages = Languages
survey-questions = { $n ->
    [one] { $n } question
   *[other] { $n } questions
}
survey-version = version { $version }
survey-open = Open the survey
survey-tab-results = Results
survey-tab-edit = Texts
survey-tab-share = Share
survey-publish = Publish
survey-publish-again = Publish changes
survey-published = Published. Here is the link to share.
templates-title = Begin with a template
templates-text = Written in five languages. You can change every word.
templates-blank = Empty survey
templates-blank-text = One question to begin with; add your own.
templates-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
kind-nps = Recommendation 0–10
kind-nps-1-10 = Recommendation 1–10
kind-csat = Satisfaction 1–5
kind-ces = Ease
kind-rating = Rating
kind-single-choice = One choice
kind-multiple-choice = Several choices
kind-matrix = Statements
kind-text = Words
results-question = Question { $index } · { $kind }
results-empty = No answers yet
results-empty-text = Share the link or the QR code. Answers appear here within seconds.
results-empty-draft = Publish the survey, then share its link.
results-no-words = Nobody has written anything in this period.
results-over-time = Over time
edit-language = Language
edit-add-language = Add a language
edit-remove-language = Remove language
edit-missing = { $n ->
    [one] { $n } text missing
   *[other] { $n } texts missing
}
edit-saved = Draft saved
edit-saving = Saving…
edit-not-saved = Not saved
edit-problems = Before it can be published:
edit-title = Title
edit-introduction = Introduction
edit-thanks = Thanks at the end
edit-question = Question { $index }
edit-text = Question
edit-low = Lowest point means
edit-high = Highest point means
edit-choices = Choices
edit-choice = Choice { $index }
edit-add-choice = Add choice
edit-rows = Statements
edit-row = Statement { $index }
edit-add-row = Add statement
edit-required = Must be answered
edit-points = Points
edit-up = Move up
edit-down = Move down
edit-remove = Remove
edit-removed = Removed.
edit-add-question = Add a question
edit-preview = Preview
edit-preview-in = As respondents see it: { $language }
edit-preview-send = Send
share-link = Link
share-link-text = Anybody with the link can answer, on any phone, in about ten seconds.
share-language = Opens in
share-language-automatic = Respondent’s language
share-qr = QR code
share-qr-alt = QR code of the survey’s link
share-qr-text = For a receipt, a table, a door. It stays sharp at any size.
share-qr-download = Download SVG
share-context = Where it stands
share-context-text = Answers through this link belong to this unit and touchpoint, from now on.
share-end = End the survey
share-end-text = The link then says that the survey is over. Its answers stay, and it can be published again.
share-end-do = Take no more answers
share-closed = The survey takes no more answers.
share-draft = Not published yet
share-draft-text = Publish the survey to get its link and QR code.
share-is-closed = This survey is closed
share-is-closed-text = Its link says that it is over. Publish it again to take answers.

## Settings
settings-me = My account
settings-workspace = Company
settings-units = Units
settings-people = People
settings-rules = Rules
settings-keys = API keys
settings-webhooks = Webhooks
settings-erase = Erase a person
settings-audit = Audit log
me-language = Language
me-theme = Appearance
me-password = Password
me-password-text = A new password ends your sessions everywhere else.
me-password-current = Current password
me-password-new = New password
me-password-change = Change password
me-password-changed = Password changed.
me-password-wrong = This is not your current password.
workspace-text = For everybody in the workspace.
workspace-language = Language
workspace-language-hint = Of mails and of new people.
workspace-zone = Time zone
workspace-zone-text = Days begin and end in it. From the chosen day on, answers are counted on their day in this zone; earlier ones stay where they are.
zone-from = Holds from
zone-from-today = Today
zone-from-all = All answers
zone-change = Change time zone
zone-changes = Changes of the time zone
zone-since = from { $day }
zone-since-all = for all answers
zone-asked = Changed { $when }
zone-moved = { $n ->
    [one] { $n } answer lies on another day
   *[other] { $n } answers lie on another day
}
zone-moving = { $n ->
    [one] Under way: { $n } answer moved
   *[other] Under way: { $n } answers moved
}
workspace-calendar = Calendar
calendar-gregorian = Gregorian
calendar-solar-hijri = Solar Hijri
workspace-week = Week begins on
workspace-year = Fiscal year begins with
workspace-small-group = Smallest group shown
workspace-small-group-hint = Results of fewer people are hidden from those who may not read single answers.
units-text = Company, regions, shops, departments. Numbers roll up; people see their own branch.
units-add = Add unit
units-add-below = Add below { $unit }
units-edit = Edit { $unit }
units-name = Name
units-code = Code
units-code-hint = Your own code of it; imports and the API may use it.
units-parent = Belongs to
people-text = Who logs in, as what, and which part of the company they see.
people-you = You
people-role = Role
people-unit = Sees
people-whole-company = The whole company
people-active = { $name } may log in
people-invite = Invite somebody
people-invite-text = You get a link that works once, for two weeks.
people-send = Make the link
people-link = Invitation link
people-link-text = Send it by a way that you trust. It is shown this once.
people-invitations = Open invitations
people-invitations-text = Sent and not yet accepted.
people-expires = until { $when }
people-cancel-invitation = Take back
people-invitation-cancelled = Invitation taken back.
role-owner = Owner
role-owner-text = May do everything.
role-manager = Manager
role-manager-text = Runs surveys, rules and cases.
role-analyst = Analyst
role-analyst-text = Reads everything, changes nothing.
role-agent = Agent
role-agent-text = Works on cases; sees numbers, not single answers.
rules-text = When an answer opens a case, who gets it, and by when it must be closed.
rules-add = Add rule
rules-edit = Edit rule
rules-form-text = Every condition that is given must hold.
rules-empty = No rules yet
rules-empty-text = Without a rule no answer opens a case by itself. Begin with: score at most 6, due in 48 hours.
rules-enabled = { $name } is on
rules-removed = Rule “{ $name }” removed.
rules-name = Name
rules-name-placeholder = Unhappy customers
rules-score = Score at most
rules-score-any = Any score
rules-words = Words
rules-words-hint = Any one of them, separated by commas.
rules-due = Must be closed within
rules-hours = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
rules-mail = Tell the owner by e-mail
rules-webhook = Tell the webhooks
rule-if-score = the score is at most { $score }
rule-if-words = the words hold { $words }
rule-if-survey = it comes from “{ $survey }”
rule-if-unit = it belongs to { $unit }
rule-if-touchpoint = it is about { $touchpoint }
rule-sentence = When { $conditions }, open a case for { $owner }, due in { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}.
keys-text = For programs that send answers or read numbers.
keys-add = Make a key
keys-add-text = Give it only what the program needs.
keys-empty = No keys yet
keys-empty-text = A key lets a shop, a help desk or a script send answers.
keys-name = Name
keys-name-placeholder = Web shop
keys-scopes = What it may do
keys-created = made { $when }
keys-revoke = Revoke
keys-revoked = Key “{ $name }” revoked.
keys-is-revoked = Revoked
keys-secret = Your new key
secret-once = Copy it now. It is shown this once; Heard cannot show it again.
scope-responses-write = Send answers
scope-responses-write-text = With time, weight, customer and unit.
scope-responses-read = Read answers
scope-responses-read-text = Single answers and their export.
scope-metrics-read = Ask for numbers
scope-metrics-read-text = Any metric, no single answers.
scope-surveys-write = Change surveys
scope-surveys-write-text = Read, change and publish.
webhooks-text = Heard tells these addresses when a case is opened or changed. Messages are signed and tried again.
webhooks-name-placeholder = Help desk
webhooks-url = Address
webhooks-add = Add webhook
webhooks-empty = No webhooks yet
webhooks-empty-text = Connect a help desk or a chat to hear of cases at once.
webhooks-removed = Webhook removed.
webhooks-secret = Signing secret
erase-text = When a customer asks for it: their name, address and words are erased everywhere.
erase-search = Find the customer
erase-search-hint = Name, e-mail address or customer number; two letters at least.
erase-start = Search for a customer
erase-start-text = Nothing is erased before you confirm it.
erase-nobody = Nobody found
erase-nobody-text = Try the e-mail address or the customer number.
erase-known-since = known since { $when }
erase-do = Erase
erase-title = Erase { $name }?
erase-warning = This cannot be undone.
erase-fact-words = Name, addresses and all words of this person are erased.
erase-fact-counts = Their scores stay in the counts, no longer tied to anybody.
erase-fact-undo = Nobody, not even Heard’s operator, can bring them back.
erase-confirm = Type “{ $word }” to confirm
erase-word = erase
erase-done = Erased.
audit-text = Who changed what. It cannot be edited.
audit-when = When
audit-who = Who
audit-what = What
audit-empty = Nothing yet
audit-somebody = Somebody
audit-operator = Operator of the machine
audit-key = API key
audit-invitation-accepted = Accepted an invitation
audit-invitation-created = Invited somebody
audit-invitation-revoked = Took an invitation back
audit-key-created = Made an API key
audit-key-revoked = Revoked an API key
audit-password-changed = Changed the password
audit-person-changed = Changed a person
audit-survey-created = Made a survey
audit-survey-published = Published a survey
audit-survey-closed = Closed a survey
audit-survey-context-changed = Changed where a survey stands
audit-unit-added = Added a unit
audit-unit-changed = Changed a unit
audit-webhook-created = Added a webhook
audit-webhook-deleted = Removed a webhook
audit-workspace-changed = Changed the company’s settings
audit-workspace-set-up = Set up Heard
audit-contact-erased = Erased a person
audit-rule-created = Added a rule
audit-rule-changed = Changed a rule
audit-rule-deleted = Removed a rule

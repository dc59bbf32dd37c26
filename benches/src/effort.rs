//! How much is measured: enough for numbers that hold, or a look in under a minute.

/// How much of everything.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How often a load is repeated; the median counts.
    pub repetitions: usize,
    /// Answers of one load as fast as the connections can.
    pub closed_loop_answers: u64,
    /// Answers before the first that is measured.
    pub warm_up_answers: u64,
    /// Length of one load at a fixed arrival rate.
    pub open_loop_seconds: u64,
    /// Answers that nobody waits beside.
    pub lone_answers: usize,
    /// Scored answers behind the questions.
    pub scored_answers: u64,
    /// Restarts for each question's first time.
    pub restarts: usize,
    /// How often a question is asked in each state.
    pub askings: usize,
    /// How often 1,000 new responses come before the question is asked again.
    pub rounds_of_new: usize,
    /// Respondent pages opened.
    pub page_views: u64,
}

impl Effort {
    /// What `make bench` does: some minutes.
    pub const FULL: Self = Self {
        repetitions: 3,
        closed_loop_answers: 20_000,
        warm_up_answers: 5_000,
        open_loop_seconds: 20,
        lone_answers: 100,
        scored_answers: 1_000_000,
        restarts: 3,
        askings: 30,
        rounds_of_new: 15,
        page_views: 20_000,
    };

    /// A look at everything in under a minute.
    pub const QUICK: Self = Self {
        repetitions: 1,
        closed_loop_answers: 4_000,
        warm_up_answers: 1_000,
        open_loop_seconds: 4,
        lone_answers: 20,
        scored_answers: 100_000,
        restarts: 1,
        askings: 15,
        rounds_of_new: 3,
        page_views: 2_000,
    };
}

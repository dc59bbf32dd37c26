//! Everything that runs behind the door, wired together once: store, projector, jobs, door.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use heard_aggregate::kernel::Kernel;
use heard_facts::ColumnCache;
use heard_http::entrance::Entrance;
use heard_http::{Allowance, Answers, AppState, Door, HttpSettings, LiveHub, Parts, Questions, ReceiptKey};
use heard_jobs::Projector;
use heard_jobs::alert::Alerts;
use heard_jobs::deliver::Deliveries;
use heard_jobs::deliver::mail::{MailSettings, Mailer};
use heard_jobs::deliver::webhook::WebhookSender;
use heard_jobs::redate::Redating;
use heard_model::{Clock, Entropy, SystemClock, SystemEntropy};
use heard_store::{Objects, Store, StoreError, StoreOptions};
use jiff::SignedDuration;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Config;

/// The upper ends of the buckets that durations are counted in.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 10.0];
const BETWEEN_GATHERINGS: Duration = Duration::from_secs(5);

/// What runs behind the door.
pub struct Runtime {
    /// The truth.
    pub store: Store,
    /// The numbers.
    pub projector: Projector,
    state: AppState,
    jobs: TaskTracker,
    stop: CancellationToken,
}

impl Runtime {
    /// Opens the data folder and starts the projector. Alerts and deliveries run only in a
    /// server, see [`Self::start_jobs`].
    ///
    /// # Errors
    /// When the folder can't be opened or its contents can't be read.
    pub async fn start(config: &Config) -> anyhow::Result<Self> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let mut options = StoreOptions::new(config.data(), clock.clone(), entropy.clone());
        options.queue_capacity = config.number("queue")?;
        options.longest_wait = Duration::from_millis(config.number("longest_wait_ms")? as u64);
        options.database = config.database();
        options.objects =
            Objects::new(config.segments(), environment()).context("the setting `segments` is not right")?;
        let store = Store::open(options).await.map_err(|error| named(config, error))?;
        let cache = Arc::new(ColumnCache::new(config.megabytes("columns_cache_mb")?));
        let projector = Projector::load(store.clone(), cache, config.number("segment_rows")?).await?;
        let stop = CancellationToken::new();
        let jobs = TaskTracker::new();
        let sums = config.megabytes("sums_cache_mb")?;
        let kernel = Kernel::beginning(sums, threads(), || heard_jobs::give_way(heard_http::questions::NICE));
        let state = AppState::new(Parts {
            receipts: ReceiptKey::new(&store.secret("receipts").await?),
            store: store.clone(),
            projector: projector.clone(),
            kernel: Arc::new(kernel),
            questions: Questions::new(threads()).context("the threads for questions could not be started")?,
            answers: Answers::new(config.megabytes("answers_cache_mb")?),
            clock,
            entropy,
            settings: http_settings(config)?,
            live: LiveHub::new(config.number("live_pages")?),
            measurements: measurements(),
            stop: stop.clone(),
        });
        jobs.spawn(projector.clone().run(stop.clone()));
        jobs.spawn(projector.clone().tidy(stop.clone()));
        jobs.spawn(follow_others(state.clone(), stop.clone()));
        Ok(Self { store, projector, state, jobs, stop })
    }

    /// Starts what only a server does: open cases, send mail and webhooks, tell open pages.
    ///
    /// # Errors
    /// When mail or webhooks are set up wrongly.
    pub fn start_jobs(&self, config: &Config) -> anyhow::Result<()> {
        let live = self.state.live.clone();
        let mailer = mailer(config)?;
        let (store, clock) = (self.store.clone(), self.state.clock.clone());
        let alerts = Alerts::new(store, clock, mailer.is_some(), move |workspace, case, unit| {
            live.case_changed(workspace, case, unit);
        });
        self.jobs.spawn(alerts.run(self.stop.clone()));
        let redating = Redating::new(self.store.clone(), self.state.clock.clone());
        self.jobs.spawn(redating.run(self.stop.clone()));
        let webhooks = WebhookSender::new(config.flag("webhooks_to_private_networks")?)
            .context("TLS could not be set up")?;
        let deliveries = Deliveries::new(
            self.store.clone(),
            self.state.clock.clone(),
            mailer,
            webhooks,
            config.public_url(),
        );
        self.jobs.spawn(deliveries.run(self.stop.clone()));
        self.jobs.spawn(tell_pages(self.projector.clone(), self.state.live.clone(), self.stop.clone()));
        if let Some(measurements) = self.state.measurements.clone() {
            self.jobs.spawn(gather(measurements, self.stop.clone()));
        }
        Ok(())
    }

    /// Waits until everything durable is in the facts.
    ///
    /// # Errors
    /// When projecting fails.
    pub async fn catch_up(&self) -> anyhow::Result<()> {
        Ok(self.projector.catch_up().await?)
    }

    /// The door.
    pub fn door(&self) -> Door {
        Door::new(self.state.clone())
    }

    /// What tells whether connections can be taken.
    pub fn entrance(&self) -> Arc<Entrance> {
        self.state.entrance.clone()
    }

    /// Ends what open pages listen to, so that their connections can be closed.
    pub fn end_streams(&self) {
        self.stop.cancel();
    }

    /// Ends all jobs and closes the folder.
    ///
    /// # Errors
    /// When the store can't be closed cleanly; nothing acknowledged is lost then either.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.cancel();
        self.jobs.close();
        self.jobs.wait().await;
        Ok(self.store.close().await?)
    }
}

/// The environment's variables as far as they are texts: a bucket's endpoint, region and keys.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// An error of opening with the data folder that it is about, where it does not name it itself.
fn named(config: &Config, error: StoreError) -> anyhow::Error {
    if config.database().is_some() || matches!(error, StoreError::InUse(_)) {
        return error.into();
    }
    let words = format!("the data folder {} cannot be opened", config.data().display());
    anyhow::Error::new(error).context(words)
}

fn http_settings(config: &Config) -> anyhow::Result<HttpSettings> {
    let mut settings = HttpSettings { public_url: config.public_url(), ..HttpSettings::default() };
    settings.sends_mail = !config.text("smtp").is_empty();
    settings.metrics_token = Some(config.text("metrics_token").to_owned()).filter(|token| !token.is_empty());
    settings.trusted_proxies = config
        .text("trusted_proxy")
        .split(',')
        .map(str::trim)
        .filter(|address| !address.is_empty())
        .map(|address| address.parse().with_context(|| format!("trusted_proxy: `{address}` is no address")))
        .collect::<Result<_, _>>()?;
    let per_minute = u32::try_from(config.number("public_answers_per_minute")?)?;
    settings.limits.submissions_by_address_and_survey = Allowance::new(per_minute, per_minute);
    let all_surveys = per_minute.saturating_mul(2);
    settings.limits.submissions_by_address = Allowance::new(all_surveys, all_surveys);
    // Whoever may send more answers opens more pages, too.
    settings.limits.pages_by_address = Allowance::new(all_surveys, all_surveys);
    let everybody = per_minute.saturating_mul(100);
    settings.limits.submissions_by_survey = Allowance::new(everybody, everybody);
    Ok(settings)
}

/// How long ago a case of another process may have been changed for open pages to be told; clocks of
/// machines differ.
const CASES_OF_LATE: SignedDuration = SignedDuration::from_secs(30);

/// Threads for one question.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn mailer(config: &Config) -> anyhow::Result<Option<Mailer>> {
    let server = config.text("smtp");
    if server.is_empty() {
        return Ok(None);
    }
    let settings = MailSettings { server: server.to_owned(), from: config.text("mail_from").to_owned() };
    Ok(Some(Mailer::new(&settings)?))
}

/// Measurements are collected once for the process; another door in it goes without.
fn measurements() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().set_buckets(&SECONDS).ok()?.install_recorder().ok()
}

/// Adds up what was measured, so that it does not pile up where nobody asks for it.
async fn gather(measurements: PrometheusHandle, stop: CancellationToken) {
    while tokio::time::timeout(BETWEEN_GATHERINGS, stop.cancelled()).await.is_err() {
        measurements.run_upkeep();
    }
}

/// Reads again what other processes of a shared database have changed. Where this process is alone
/// there is never any news.
async fn follow_others(state: AppState, stop: CancellationToken) {
    let mut news = state.store.news();
    let mut known = *news.borrow_and_update();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            changed = news.changed() => {
                if changed.is_err() {
                    return;
                }
            }
        }
        let latest = *news.borrow_and_update();
        if latest.definitions != known.definitions {
            state.known.forget_all();
        }
        if latest.segments != known.segments
            && let Err(error) = state.projector.follow().await
        {
            tracing::error!(%error, "segments of another process could not be read; trying again");
            tokio::time::sleep(Duration::from_secs(1)).await;
            known.definitions = latest.definitions;
            news.mark_changed();
            continue;
        }
        if latest.cases != known.cases
            && let Err(error) = tell_of_cases(&state).await
        {
            tracing::warn!(%error, "open pages could not be told of cases of another process");
        }
        known = latest;
    }
}

/// Tells open pages of the cases that were changed a moment ago.
async fn tell_of_cases(state: &AppState) -> Result<(), StoreError> {
    let since = state.clock.now() - CASES_OF_LATE;
    for (workspace, case, unit) in state.store.cases().changed_since(since).await? {
        state.live.case_changed(workspace, case, unit);
    }
    Ok(())
}

async fn tell_pages(projector: Projector, live: LiveHub, stop: CancellationToken) {
    let mut progress = projector.progress();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            advanced = progress.recv() => match advanced {
                Ok(advanced) => live.facts_advanced(advanced.workspace, &advanced.position),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }
}

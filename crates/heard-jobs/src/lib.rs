//! Work behind the pages: project, alert, deliver; one file for each job.

//! Questions answered from small companies: known numbers, laws, errors, privacy, findings.

mod choices;
mod company;
mod comparing;
mod differential;
mod dimensions;
mod findings;
mod numbers;
mod privacy;
mod refusals;
mod tables;
mod timing;

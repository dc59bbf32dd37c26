//! The truth: entities, migrations, transactions and the queue of jobs. The only room that knows SQL.

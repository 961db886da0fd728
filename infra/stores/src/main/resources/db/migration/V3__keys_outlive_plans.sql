-- An idempotency key is kept as long as its plan and at least 30 days, so it may outlive a plan that is erased before.
alter table plan_request drop constraint plan_request_plan_id_fkey;

fn main() {}

struct Job;

fn argument(run: &hotswap::LiveFn) -> hotswap::Result<()> {
    run.call((Job,))
}

fn result(next: &hotswap::LiveFn) -> hotswap::Result<Job> {
    next.call(())
}

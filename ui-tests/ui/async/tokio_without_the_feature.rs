fn start() {
    hotswap::task::tokio().spawn(async {});
}

fn main() {}

#[derive(Imports)]
struct Deps {
    clock: Obj<dyn Clock>,
    #[hotswap(plugin = "other-clock", optional)]
    spare: Option<Obj<dyn Clock>>,
    #[hotswap(order_only)]
    logger: (),
    #[hotswap(skip)]
    cache: Mutex<Cache>,
}

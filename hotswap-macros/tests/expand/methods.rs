#[hotswap::methods]
impl World {
    #[plugin_fn]
    fn hum(&self, repeat: u32) -> String {
        self.text.repeat(repeat as usize)
    }

    #[live_fn(name = "sing")]
    async fn sing_it(self: Arc<Self>) {}

    fn plain(&self) {}
}

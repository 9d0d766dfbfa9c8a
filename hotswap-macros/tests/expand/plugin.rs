#[plugin]
impl Plugin for World {
    fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {
        self.greet(data.unwrap()?)
    }
}

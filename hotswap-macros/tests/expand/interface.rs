#[interface]
pub trait Greeter {
    fn greet(&self, name: &str, jobs: &[Job]) -> hotswap::Result<String>;
    fn twin(&self) -> Obj<dyn Greeter> {
        self.another()
    }
}

#[interface]
pub trait Store {
    async fn get(&self, key: &str) -> Option<String>;
    async fn twin(&self) -> Obj<dyn Store> {
        self.another().await
    }
}

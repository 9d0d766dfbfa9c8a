#[plugin_fn]
async fn fetch(address: &str) -> hotswap::Result<String> {
    get(address).await
}

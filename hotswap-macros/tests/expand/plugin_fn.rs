#[plugin_fn]
fn hum(repeat: u32, text: &str, others: Vec<Job>) -> hotswap::Result<String> {
    Ok(text.repeat(repeat as usize))
}

#![forbid(unsafe_code)]
//! A tokio runtime that is started with the plugin and shut down in `on_free`.

use std::sync::Mutex;
use std::time::Duration;

use hotswap::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);

build_number::build_number!();

#[derive(Default)]
pub struct Tokio;

#[hotswap::plugin]
impl Plugin for Tokio {
    fn on_init(&self, _vault: &Vault) -> hotswap::Result<()> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        runtime.spawn(async {
            loop {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        *RUNTIME.lock().unwrap() = Some(runtime);
        Ok(())
    }

    fn on_free(&self) {
        if let Some(runtime) = RUNTIME.lock().unwrap().take() {
            runtime.shutdown_timeout(Duration::from_secs(10));
        }
    }
}

#[plugin_fn]
fn work(directory: &str) -> hotswap::Result<String> {
    let file = std::path::Path::new(directory).join("tokio");
    let handle = RUNTIME.lock().unwrap().as_ref().unwrap().handle().clone();
    handle.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await?;
            stream.write_all(b"hello").await
        });
        let mut said = String::new();
        TcpStream::connect(address)
            .await?
            .read_to_string(&mut said)
            .await?;
        server.await??;
        tokio::fs::write(&file, &said).await?;
        Ok(String::from_utf8(tokio::fs::read(&file).await?)?)
    })
}

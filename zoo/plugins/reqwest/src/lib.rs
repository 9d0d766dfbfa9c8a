#![forbid(unsafe_code)]
//! reqwest's blocking client, over TLS by rustls. It gets what a server of the zoo has to say.

use std::time::Duration;

use hotswap::prelude::*;
use reqwest::Certificate;
use reqwest::blocking::Client;

build_number::build_number!();

#[derive(Default)]
pub struct Reqwest;

#[hotswap::plugin]
impl Plugin for Reqwest {
    fn on_load(&self, _data: &hotswap::LiveData) -> hotswap::Result<()> {
        let provider = rustls::crypto::ring::default_provider();
        provider
            .install_default()
            .map_err(|_| hotswap::Error::msg("there is one already"))?;
        Ok(())
    }
}

/// `server` is the address and, on the lines below it, the certificate.
#[plugin_fn]
fn work(server: &str) -> hotswap::Result<String> {
    let (address, certificate) = server
        .split_once('\n')
        .ok_or_else(|| hotswap::Error::msg("no certificate"))?;
    let client = Client::builder()
        .tls_certs_only([Certificate::from_pem(certificate.as_bytes())?])
        .timeout(Duration::from_secs(60))
        .build()?;
    Ok(client.get(address).send()?.error_for_status()?.text()?)
}

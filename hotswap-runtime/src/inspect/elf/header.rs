//! The first 64 bytes: is it a library, and one for this machine?

use object::elf;

use super::super::error::{Damage, Fault, ensure};
use super::super::host;
use super::super::kind::looks_like;
use super::table::{FileHeader, LE, entry_at};

/// Reads the header of a library for this host.
pub(super) fn read(content: &[u8]) -> Result<&FileHeader, Fault> {
    if !content.starts_with(&elf::ELFMAG) {
        return Err(Fault::NotALibrary {
            looks_like: looks_like(content),
        });
    }
    let header: &FileHeader = entry_at(content, 0).ok_or(Fault::Truncated {
        expected: size_of::<FileHeader>() as u64,
        found: content.len() as u64,
    })?;
    check_machine(header)?;
    check_system(header)?;
    check_type(header)?;
    check_sizes(header)?;
    Ok(header)
}

/// Word size and byte order come first: they say how to read the rest.
fn check_machine(header: &FileHeader) -> Result<(), Fault> {
    let (class, order) = (header.e_ident.class, header.e_ident.data);
    let known_class = class == elf::ELFCLASS32 || class == elf::ELFCLASS64;
    ensure(known_class, "its word size is neither 32 nor 64 bits")?;
    let known_order = order == elf::ELFDATA2LSB || order == elf::ELFDATA2MSB;
    ensure(known_order, "its byte order is unknown")?;

    let little = order == elf::ELFDATA2LSB;
    let machine = header.e_machine.get(LE).0;
    let machine = if little {
        machine
    } else {
        machine.swap_bytes()
    };
    let wide = class == elf::ELFCLASS64;
    let name = machine_name(machine, wide);
    if little && wide && name == Some(std::env::consts::ARCH) {
        return Ok(());
    }
    let mut found = name.map_or_else(|| format!("machine {machine}"), str::to_owned);
    if !wide {
        found += " (32-bit)";
    }
    if !little {
        found += " (big-endian)";
    }
    Err(host::wrong_architecture(found))
}

/// The machine as [`std::env::consts::ARCH`] calls it.
fn machine_name(machine: u16, wide: bool) -> Option<&'static str> {
    let name = match elf::Machine(machine) {
        elf::EM_X86_64 => "x86_64",
        elf::EM_386 => "x86",
        elf::EM_AARCH64 => "aarch64",
        elf::EM_ARM => "arm",
        elf::EM_RISCV if wide => "riscv64",
        elf::EM_RISCV => "riscv32",
        elf::EM_LOONGARCH => "loongarch64",
        elf::EM_PPC64 => "powerpc64",
        elf::EM_PPC => "powerpc",
        elf::EM_S390 => "s390x",
        elf::EM_MIPS if wide => "mips64",
        elf::EM_MIPS => "mips",
        elf::EM_SPARCV9 => "sparc64",
        _ => return None,
    };
    Some(name)
}

/// Linux libraries name System V or GNU; the others name themselves.
fn check_system(header: &FileHeader) -> Result<(), Fault> {
    let found = match header.e_ident.os_abi {
        elf::ELFOSABI_SYSV | elf::ELFOSABI_GNU => return Ok(()),
        elf::ELFOSABI_FREEBSD if cfg!(target_os = "freebsd") => return Ok(()),
        elf::ELFOSABI_FREEBSD => "FreeBSD",
        elf::ELFOSABI_NETBSD => "NetBSD",
        elf::ELFOSABI_OPENBSD => "OpenBSD",
        elf::ELFOSABI_SOLARIS => "Solaris",
        _ => "another operating system",
    };
    Err(host::wrong_system(found))
}

fn check_type(header: &FileHeader) -> Result<(), Fault> {
    let found = match header.e_type.get(LE) {
        elf::ET_DYN => return Ok(()),
        elf::ET_REL => "an object file that is not linked",
        elf::ET_EXEC => "an executable",
        elf::ET_CORE => "a core dump",
        _ => return Err(Damage::new("its type is unknown").into()),
    };
    Err(Fault::NotShared { found })
}

/// Loaders refuse other versions and entry sizes, or read past them.
fn check_sizes(header: &FileHeader) -> Result<(), Damage> {
    let current = header.e_ident.version == elf::EV_CURRENT
        && header.e_version.get(LE) == u32::from(elf::EV_CURRENT.0)
        && header.e_ident.abi_version == 0;
    ensure(current, "its format version is unknown")?;
    let usual = header.e_ehsize.get(LE) == 64
        && header.e_phentsize.get(LE) == 56
        && header.e_shentsize.get(LE) == 64;
    ensure(usual, "its headers have an unexpected size")
}

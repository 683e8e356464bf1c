package ksim.core.firmware;

import ksim.core.boot.PhysicalMap;

/**
 * What firmware tells the loader of a kernel.
 *
 * @param map what physical addresses are
 * @param rsdp physical address of ACPI's root pointer, 0 if there is none
 */
public record FirmwareLayout(PhysicalMap map, long rsdp) {}

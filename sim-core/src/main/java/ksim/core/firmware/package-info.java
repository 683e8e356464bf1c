/** What a PC's firmware leaves in memory for its kernel: ACPI and MP tables, BIOS data. */
@NullMarked
package ksim.core.firmware;

import org.jspecify.annotations.NullMarked;

package ksim.core.timing.uops;

import java.util.List;

/**
 * What takes one slot at issue, in the reorder buffer and at retirement: one micro-operation, or
 * two that are micro-fused.
 *
 * @param parts its micro-operations of the unfused domain, in order; at least one
 */
public record FusedUop(List<MicroOp> parts) {}

package ksim.core.timing.uops;

import java.util.List;

/**
 * What takes one slot of the micro-operation cache and of the queue between decoders and issue.
 *
 * @param parts what it becomes at issue; more than one where it is un-laminated there
 */
public record DecodedUop(List<FusedUop> parts) {}

package ksim.core.sandbox;

import java.util.List;

/**
 * The state after a snippet.
 *
 * @param ending why it ended
 * @param registers the registers; after a fault RIP is its instruction, after a trap the next one
 * @param memory the snippet's pieces of memory in their order, then the runs of other bytes that
 *     differ from what they were, by address
 * @param instructions number of instructions completed; one that faulted is not among them
 * @param cycles core cycles that they took
 */
public record SnippetResult(
    Ending ending,
    RegisterState registers,
    List<MemoryBytes> memory,
    long instructions,
    long cycles) {}

package ksim.cli.cycles;

import java.util.List;

/** The head of a page with an explanation: its style. */
final class PageHead {
  /** Classes of the stages of a time line, and what they mean. */
  static final List<List<String>> STAGES =
      List.of(
          List.of("q", "queued for issue"),
          List.of("s", "issued, in the scheduler"),
          List.of("e", "executing"),
          List.of("w", "executed, waits for retirement"),
          List.of("r", "retires"));

  /** Colours after Okabe and Ito, told apart with any colour vision. */
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>TITLE</title>
      <style>
      :root { color-scheme: light dark; }
      body { font: 14px/1.5 system-ui, sans-serif; margin: 1.5rem; }
      h1 { font-size: 1.2rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: .1rem .5rem; text-align: right; border-bottom: 1px solid #8884; }
      .text { text-align: left; } code { white-space: pre; }
      .path { display: flex; gap: 2px; } .path span { background: #56b4e9; color: #000; padding: 0 .3rem; overflow: hidden; white-space: nowrap; }
      .path span:nth-child(even) { background: #e69f00; }
      .legend span { display: inline-block; width: 1em; height: .8em; margin-left: 1em; }
      .lines { overflow-x: auto; } .row { display: flex; width: max-content; height: 1.15rem; line-height: 1.15rem; }
      .row.first { border-top: 1px solid #8884; }
      .label { width: 26rem; overflow: hidden; white-space: nowrap; } .port { width: 2.5rem; }
      .bar { position: relative; width: calc(var(--cycles) * 9px); background: repeating-linear-gradient(90deg, #8886 0 1px, #0000 1px 90px); }
      .bar i { position: absolute; top: 2px; bottom: 2px; left: calc(var(--at) * 9px); width: calc(var(--for) * 9px - 1px); }
      .q { background: #8b94a3; } .s { background: #56b4e9; } .e { background: #009e73; } .w { background: #e6c78a; } .r { background: #d55e00; }
      </style>
      </head>
      <body>
      """;

  private PageHead() {}

  /** The page up to its body, with a title that needs no escapes. */
  static String of(String title) {
    return PAGE.replace("TITLE", title);
  }
}

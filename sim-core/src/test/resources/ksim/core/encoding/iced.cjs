// Disassembles each line of hexadecimal bytes on the standard input with iced-x86 and prints the
// length of its first instruction (0: invalid) and, after a space, its text in MASM syntax.
// Usage: node iced.cjs DIRECTORY-OF-ICED-X86 16|32|64 < lines
const iced = require(process.argv[2]);
const bits = Number(process.argv[3]);
const formatter = new iced.Formatter(iced.FormatterSyntax.Masm);
formatter.hexPrefix = '0x';
formatter.hexSuffix = '';
formatter.uppercaseHex = false;
formatter.smallHexNumbersInDecimal = false;
formatter.leadingZeros = false;
formatter.branchLeadingZeros = false;
formatter.displacementLeadingZeros = false;
formatter.memorySizeOptions = iced.MemorySizeOptions.Always;
formatter.ripRelativeAddresses = true;
formatter.showBranchSize = false;
formatter.showUselessPrefixes = false;
formatter.usePseudoOps = true;
const lines = require('fs').readFileSync(0, 'latin1').split('\n');
const out = [];
for (const line of lines) {
  if (line === '') continue;
  const decoder = new iced.Decoder(bits, Buffer.from(line, 'hex'), iced.DecoderOptions.None);
  decoder.ip = 0x1000n;
  const instruction = decoder.decode();
  const valid = instruction.code !== iced.Code.INVALID;
  out.push(valid ? instruction.length + ' ' + formatter.format(instruction) : '0');
  instruction.free();
  decoder.free();
}
process.stdout.write(out.join('\n') + '\n');

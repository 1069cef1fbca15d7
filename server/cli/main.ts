/** The entry of the command `tengun`. */
import { CommanderError } from 'commander';
import { EXIT } from './io.ts';
import { tengunProgram } from './program.ts';

try {
  await tengunProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}

/** In the place of tsx in a built program: nothing is left to compile, but traces are to show the sources. */
export function register() {
  process.setSourceMapsEnabled(true);
}

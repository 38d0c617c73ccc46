/** Hooks of Node that lead modules from outside the workspace to the built modules: there is one `@waltz/core`. */
let modules = {};

export function initialize(data) {
  modules = data;
}

export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  const built = modules[resolved.url];
  if (built === null) {
    throw new Error(
      `${resolved.url}, which ${context.parentURL} imports, is inside a package of Waltz: ` +
        'import what the package exports',
    );
  }
  return built === undefined ? resolved : { url: built, format: 'module', shortCircuit: true };
}

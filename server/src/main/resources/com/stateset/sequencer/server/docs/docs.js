// Shows openapi.yaml, from this server and no other.
'use strict';

// Lines that are broken where the text is written are not broken where it is read: Swagger UI would keep each break.
const joinLines = text => text.replace(/(?<!\n)\n(?!\n|[-#|]|\s)/g, ' ').replace(/(^- .*)\n {2}/gm, '$1 ');

const joinAll = node => {
  if (node && typeof node === 'object') {
    for (const [name, value] of Object.entries(node)) {
      if (name === 'description' && typeof value === 'string') {
        node[name] = joinLines(value);
      } else {
        joinAll(value);
      }
    }
  }
  return node;
};

window.ui = SwaggerUIBundle({
  url: 'openapi.yaml',
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [
    () => ({
      statePlugins: {
        spec: {
          wrapActions: {
            updateJsonSpec: original => spec => original(joinAll(JSON.parse(JSON.stringify(spec)))),
          },
        },
      },
    }),
  ],
});

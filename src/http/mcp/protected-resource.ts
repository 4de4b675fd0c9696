// What a client without a key is told: where the description of this server lies, and in it, how a key is come by. Keys are
// given out by the operator and there is no authorization server, so none is named: RFC 9728 section 2 wants a list that
// would be empty to be left out. Sources: RFC 9728 sections 2, 3 and 5.1; MCP 2025-11-25, Authorization.

export const mcpPath = '/mcp';
/** RFC 9728 section 3.1: the well-known part stands before the resource's own path. */
export const metadataPath = `/.well-known/oauth-protected-resource${mcpPath}`;
export const documentationPath = `${mcpPath}/key`;

export const challengeOf = (publicUrl: string): string =>
  `Bearer realm="firstlight", resource_metadata="${new URL(metadataPath, publicUrl).href}"`;

export function describeResource(publicUrl: string): Record<string, unknown> {
  return {
    resource: new URL(mcpPath, publicUrl).href,
    resource_name: 'Firstlight',
    bearer_methods_supported: ['header'],
    resource_documentation: new URL(documentationPath, publicUrl).href,
  };
}

export const howToGetAKey = `This is the MCP server of a Firstlight installation.

It takes a tenant's API key, sent as "Authorization: Bearer <key>" with every request. There is no OAuth sign-in
here: the operator of the installation makes the key together with the tenant (POST /v1/tenants) and it is shown once.
Ask the operator for it, and set it as a header in the MCP client's configuration.
`;

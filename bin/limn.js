#!/usr/bin/env node
import { register } from 'tsx/esm/api'

// The sources are TypeScript, which Node 20 does not read by itself.
register()
await import('../tools/cli/limn.ts')

/** Keeps the validator of the protocol's messages from compiling code. Import it before the SDK. */
import { config } from 'zod/v4/core';

config({ jitless: true });

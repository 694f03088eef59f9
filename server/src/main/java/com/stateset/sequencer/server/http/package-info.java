/**
 * What all resources share: who may call, how bodies, paths and queries are read, how answers and errors are written.
 *
 * <pre>
 *   request ──► IgnoredHeaders ──► CrossOriginGuard: 403, 415, preflights
 *                                         │
 *               Api ◄─────────────────────┘
 *                │
 *                └──► Authenticator: 401 ──► RequestBody: 413, Query, PathParameter: 400 ──► a resource ──► Answer
 *                                 └──────────────────────────────┴────────────────────────────────┴──► Errors, JettyErrors
 * </pre>
 *
 * <p>{@code http.guard} has IgnoredHeaders and CrossOriginGuard.
 */
@NullMarked
package com.stateset.sequencer.server.http;

import org.jspecify.annotations.NullMarked;

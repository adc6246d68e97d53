/** The client of ClickHouse: a bundle of its own, which is loaded when a table of a server is named. */
export { ClickHouseLogLevel, createClient } from '@clickhouse/client';

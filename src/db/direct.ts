import postgres, { type Sql } from "postgres";

/** One connection of its own to the primary, which hears what is notified on a channel. */
export interface DirectLink {
  client: Sql;
  /** Whether its first connection is still there. */
  isOpen(): boolean;
  /** Ends the connection; what is under way on it fails. */
  close(): Promise<void>;
}

/** Seconds, for one try to connect and for all of them together. */
const CONNECT_TIMEOUT = 5;

/**
 * Connects and listens. The link is as good as its first connection: once that is lost, open another one.
 * @param onNews - told of each notification.
 * @param onLost - told once the connection has ended, by whomever. Not where it has never been there.
 */
export async function openDirectLink(
  url: string,
  channel: string,
  { onNews, onLost }: { onNews: () => void; onLost: () => void },
): Promise<DirectLink> {
  // Not by the driver's `listen`, whose connection takes no other statement: what is acknowledged here is to come by the
  // very connection that hears the news.
  let isOpen = false;
  const options = {
    max: 1,
    max_lifetime: null,
    fetch_types: false,
    connect_timeout: CONNECT_TIMEOUT,
    connection: { application_name: "broadsheet follower", TimeZone: "UTC" },
    onnotice: () => {},
    onnotify: onNews,
    onclose: () => {
      if (!isOpen) return;
      isOpen = false;
      onLost();
    },
  };
  const client = postgres(url, options);
  const close = () => client.end({ timeout: 0 });
  // Where connections are accepted and closed again, the driver would go on for ever.
  const limit = setTimeout(close, CONNECT_TIMEOUT * 1_000);
  try {
    await client`listen ${client(channel)}`;
    isOpen = true;
  } catch (error) {
    await close();
    throw error;
  } finally {
    clearTimeout(limit);
  }
  return { client, isOpen: () => isOpen, close };
}

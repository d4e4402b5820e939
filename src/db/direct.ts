import postgres, { type Sql } from "postgres";

/** One connection of its own to the primary, which hears what is notified on a channel. */
export interface DirectLink {
  client: Sql;
  /** Whether its first connection is still there. */
  isOpen(): boolean;
  /** Ends the connection; what is under way on it fails. */
  close(): Promise<void>;
}

/** Seconds. */
const CONNECT_TIMEOUT = 5;

/**
 * Connects and listens. The link is as good as its first connection: once that is lost, open another one.
 * @param onNews - told of each notification.
 * @param onLost - told once the connection has ended, by whomever.
 */
export async function openDirectLink(
  url: string,
  channel: string,
  { onNews, onLost }: { onNews: () => void; onLost: () => void },
): Promise<DirectLink> {
  // Not by the driver's `listen`, whose connection takes no other statement: what is acknowledged here is to come by the
  // very connection that hears the news.
  let isOpen = true;
  const options = {
    max: 1,
    max_lifetime: null,
    fetch_types: false,
    connect_timeout: CONNECT_TIMEOUT,
    connection: { application_name: "broadsheet follower", TimeZone: "UTC" },
    onnotice: () => {},
    onnotify: onNews,
    onclose: () => {
      isOpen = false;
      onLost();
    },
  };
  const client = postgres(url, options);
  const close = () => client.end({ timeout: 0 });
  try {
    await client`listen ${client(channel)}`;
  } catch (error) {
    await close();
    throw error;
  }
  return { client, isOpen: () => isOpen, close };
}

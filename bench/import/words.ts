import type { Random } from "./random.ts";

/** A language to write in. */
export interface Language {
  /** A word, or a name's part. */
  word(random: Random): string;
  /** Some words in a row, with nothing at the end. */
  phrase(random: Random, words: number): string;
  /** A sentence with its full stop. */
  sentence(random: Random): string;
}

type Words = readonly [string, ...string[]];

const listed = (text: string): Words => {
  const [first = "", ...others] = text.trim().split(/\s+/);
  return [first, ...others];
};

/** What Chinese texts are made of, each word as often as the others. */
export const CHINESE = listed(`
  春天 夏夜 秋风 冬雪 早晨 黄昏 山谷 河流 海边 城市 村庄 车站 书店 厨房 花园 窗户 屋顶 小路 石桥 灯塔 朋友 老师 孩子 邻居
  医生 工人 农民 画家 作者 读者 旅人 船长 研究 发现 观察 记录 讨论 决定 准备 开始 完成 离开 回到 遇见 学习 练习 等待 希望
  相信 需要 成为 带来 改变 保持 认真 安静 明亮 温暖 古老 新鲜 简单 复杂 重要 普通 遥远 缓慢 迅速 清楚 已经 仍然 常常 终于
  或许 当然 同时 然后 因此 但是 如果 虽然 我们 他们 自己 大家 时间 地方 问题 方法 故事 消息 照片 地图 声音 颜色 味道 历史
  数据 系统 程序 网络 市场 价格 产品 公司 天气 温度 雨水 阳光 茶叶 米饭 面条 豆腐 橘子 木头 纸张 铅笔 机器 火车 飞机 自行车
  图书馆 博物馆 第一次 越来越 很多年 一点点 的 了 在 和 也 都 把 被 从 向 对 与 还 就 只 又
`);

const ENGLISH = listed(`
  the a of and to in for with on at from by about into over after under between through river valley harbour station library
  kitchen garden window bridge lantern neighbour teacher painter captain traveller reader author printer letter paper pencil
  engine market price weather rain sunlight orchard bread copper timber winter summer morning evening history method question
  answer pattern measure network program system data record table column margin notebook photograph map sound colour story
  quiet bright warm ancient fresh simple complex ordinary distant slow rapid clear careful patient narrow open heavy light
  finds keeps makes takes begins ends returns waits learns builds carries follows notices remembers explains compares changes
  always often seldom finally perhaps again almost together nearly already still never once
`);

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const words = (count: number, word: () => string): string[] => Array.from({ length: count }, word);

export const chinese: Language = {
  word: (random) => random.pick(CHINESE),
  phrase: (random, count) => words(count, () => random.pick(CHINESE)).join(""),
  sentence: (random) => {
    const clauses = words(random.integer(1, 4), () => chinese.phrase(random, random.integer(4, 9)));
    return `${clauses.join("，")}${random.pick(["。", "。", "。", "！", "？"])}`;
  },
};

export const english: Language = {
  word: (random) => random.pick(ENGLISH),
  phrase: (random, count) => words(count, () => random.pick(ENGLISH)).join(" "),
  sentence: (random) => {
    const clauses = words(random.integer(1, 3), () => english.phrase(random, random.integer(5, 12)));
    return `${capitalised(clauses.join(", "))}. `;
  },
};

/** Words with a capital each, as a headline has them. */
export const headline = (random: Random, count: number): string =>
  words(count, () => capitalised(english.word(random))).join(" ");
